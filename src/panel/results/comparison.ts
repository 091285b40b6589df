import type { CommandToolbarButtonComponent } from '@jupyterlab/ui-components';

type Commands = CommandToolbarButtonComponent.IProps['commands'];

/**
 * Shows how two notebooks differ by the page of nbdime's server extension; `undefined` where its
 * extension of JupyterLab is not installed. Its command of that name does nothing yet.
 */
export function comparison(
  commands: Commands,
  baseUrl: string
): ((original: string, result: string) => void) | undefined {
  return commands.hasCommand('nbdime:diff')
    ? (base, remote) => {
        const query = new URLSearchParams({ base, remote });
        window.open(`${baseUrl.replace(/\/$/, '')}/nbdime/difftool?${query}`, '_blank', 'noopener');
      }
    : undefined;
}
