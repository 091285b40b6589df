import type { CommandToolbarButtonComponent } from '@jupyterlab/ui-components';

import type { TrackedNotebooks } from '../ask/tracked-notebooks';
import type { ResultsOptions } from './results';

type Commands = CommandToolbarButtonComponent.IProps['commands'];

/** How results are shown in this application. `baseUrl`: of the Jupyter server. */
export function resultWays(
  commands: Commands,
  notebooks: TrackedNotebooks,
  baseUrl: string
): Pick<ResultsOptions, 'compare' | 'edit' | 'show'> {
  const open = async (command: string, path: string) => {
    await commands.execute(command, { path });
  };
  return {
    edit: async path => notebooks.edit(path, async () => open('docmanager:open', path)),
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
