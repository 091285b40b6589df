import type { JupyterNotebook, Mode } from '../../../../model/executable';
import { JUPYTER_NOTEBOOK } from '../../../../model/kinds';
import type { NeededEnvironment } from '../environments';
import { fileName, placeData } from '../placement';
import type { ExecutableKind, Prospect } from './executable-kind';
import { pythonProspect } from './python';

const MODES: readonly Mode[] = ['batch', 'interactive'];
/** A kernel speaks through ipykernel; `%pip` and `!pip` need pip in the environment itself. */
const PACKAGES = ['ipykernel', 'pip'];

/** A notebook: its cells in a kernel, or a Jupyter server to work in. */
export const NOTEBOOK: ExecutableKind = {
  kind: JUPYTER_NOTEBOOK,

  async look({ executable }, { environments }) {
    const notebook = executable as JupyterNotebook;
    return notebookProspect(notebook, await environments.look(notebook.requirements, PACKAGES));
  },

  async setUp(request, { environments }, placement) {
    const { meta, location = '', requirements } = request.executable as JupyterNotebook;
    const name = fileName(meta?.name ?? location, '.ipynb', 'notebook');
    await placement.place(location, placement.inWork(name));
    if (requirements) {
      await placement.place(requirements.file, 'requirements.txt');
    }
    await placeData(request, placement);
    return {
      notebook: placement.inWork(name),
      environment: await environments.order(requirements, PACKAGES)
    };
  }
};

/** What a notebook would take in an environment. Pure. */
export function notebookProspect(notebook: JupyterNotebook, needed: NeededEnvironment): Prospect {
  return {
    ...pythonProspect('notebook', notebook, needed),
    // The mode that was asked for; where none was, both: the client chooses when it accepts.
    modes: notebook.mode ? [notebook.mode] : MODES
  };
}
