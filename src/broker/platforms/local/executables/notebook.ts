import { basename } from 'node:path';

import type { JupyterNotebook, Mode } from '../../../../model/executable';
import { JUPYTER_NOTEBOOK } from '../../../../model/kinds';
import { languageName } from '../../../../model/language-name';
import type { MessageItem } from '../../../../model/message';
import { say } from '../../../problem';
import type { NeededEnvironment } from '../environments';
import { placeData } from '../placement';
import type { ExecutableKind, Prospect } from './executable-kind';
import { localRequirements } from './local-requirements';

const MODES: readonly Mode[] = ['batch', 'interactive'];

/** A notebook: its cells in a kernel, or a Jupyter server to work in. */
export const NOTEBOOK: ExecutableKind = {
  kind: JUPYTER_NOTEBOOK,

  async look(executable, { environments }) {
    const notebook = executable as JupyterNotebook;
    return notebookProspect(notebook, await environments.look(notebook.requirements));
  },

  async setUp(request, { environments }, placement) {
    const { meta, location = '', requirements } = request.executable as JupyterNotebook;
    const name = notebookName(meta?.name ?? location);
    await placement.place(location, placement.inWork(name));
    if (requirements) {
      await placement.place(requirements.file, 'requirements.txt');
    }
    await placeData(request, placement);
    return {
      notebook: placement.inWork(name),
      environment: await environments.order(requirements)
    };
  }
};

/** What a notebook would take in an environment. Pure. */
export function notebookProspect(
  { location, language, mode }: JupyterNotebook,
  { python, requirements, cached, bytes, buildSeconds }: NeededEnvironment
): Prospect {
  const wanted = language?.version?.split('.').slice(0, 2).join('.');
  return {
    reasons: [
      ...(location ? [] : [noLocation()]),
      ...(language && language.name.toLowerCase() !== 'python'
        ? [otherLanguage(language.name)]
        : []),
      ...localRequirements(requirements)
    ],
    remarks: [
      cached
        ? say('INFO', 'environment-cached', 'The environment is ready')
        : say('INFO', 'environment-new', 'The environment must be built first'),
      ...(wanted && wanted !== python && wanted.includes('.')
        ? [
            say(
              'WARN',
              'other-python',
              'The notebook was written with Python {wanted}; this computer runs it with {python}',
              { wanted, python }
            )
          ]
        : [])
    ],
    // The mode that was asked for; where none was, both: the client chooses when it accepts.
    modes: mode ? [mode] : MODES,
    bytes,
    preparing: cached ? undefined : buildSeconds
  };
}

function noLocation(): MessageItem {
  return say('ERROR', 'no-location', 'executable.location is missing: where is the notebook?', {
    path: 'executable.location'
  });
}

function otherLanguage(language: string): MessageItem {
  return say(
    'ERROR',
    'other-language',
    'The notebook is written in {language}; this computer runs Python notebooks only',
    { path: 'executable.language', language: languageName(language) }
  );
}

function notebookName(from: string): string {
  const name = basename(from).replace(/[?#].*$/, '') || 'notebook';
  return name.endsWith('.ipynb') ? name : `${name.slice(0, 100)}.ipynb`;
}
