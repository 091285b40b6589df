import type { KernelSpec } from '@jupyterlab/services';
import type { CommandToolbarButtonComponent } from '@jupyterlab/ui-components';

import type { TrackedNotebooks } from '../ask/tracked-notebooks';
import type { ResultsOptions } from './results';

type Commands = CommandToolbarButtonComponent.IProps['commands'];

/** How results are shown in this application. `baseUrl`: of the Jupyter server. */
export function resultWays(
  commands: Commands,
  notebooks: TrackedNotebooks,
  kernelspecs: Pick<KernelSpec.IManager, 'refreshSpecs'>,
  baseUrl: string
): Pick<ResultsOptions, 'compare' | 'edit' | 'show' | 'switchKernel'> {
  const open = async (command: string, path: string) => {
    await commands.execute(command, { path });
  };
  const notebookAt = async (path: string) =>
    notebooks.opened(path, async () => open('docmanager:open', path));
  return {
    edit: async path => (await notebookAt(path)).model.sharedModel,
    switchKernel: async (path, name) => {
      const { panel } = await notebookAt(path);
      // It was made a moment ago, and is asked for once a minute otherwise.
      await kernelspecs.refreshSpecs();
      await panel.sessionContext.ready;
      await panel.sessionContext.changeKernel({ name });
    },
    show: (path, isFolder) => {
      void open(isFolder ? 'filebrowser:open-path' : 'docmanager:open', path);
    },
    // Where nbdime's extension is installed, so is the server's: its command does nothing yet.
    compare: commands.hasCommand('nbdime:diff')
      ? (base, remote) => {
          const query = new URLSearchParams({ base, remote });
          const url = `${baseUrl.replace(/\/$/, '')}/nbdime/difftool?${query}`;
          window.open(url, '_blank', 'noopener');
        }
      : undefined
  };
}
