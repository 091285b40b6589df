import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandToolbarButtonComponent } from '@jupyterlab/ui-components';

import { canBeWorkedIn, sessionId } from '../sessions/session-story';
import type { SessionsModel } from '../sessions/sessions-model';
import type { ResultAct } from './results';

/** Adds the commands about results, once there are sessions; `uuid`: the newest that it fits by default. */
export function addResultCommands(
  commands: CommandToolbarButtonComponent.IProps['commands'],
  palette: ICommandPalette | null,
  sessions: SessionsModel,
  trans: TranslationBundle
): void {
  const labels: [string, Exclude<ResultAct, 'home' | 'open'>, string][] = [
    ['work-in-session', 'work', trans.__('Work in a Session')],
    ['open-there', 'there', trans.__('Open a Session There, in a New Tab')],
    ['bring-files', 'files', trans.__('Bring Files of a Session Home')],
    ['replace-original', 'replace', trans.__('Replace the Outputs of the Original')],
    ['compare-result', 'compare', trans.__('Compare a Result with the Original')]
  ];
  const description = trans.__('The session; the newest that can be used so by default');
  for (const [verb, act, label] of labels) {
    if (!sessions.can(act)) {
      continue;
    }
    const command = `execution-broker:${verb}`;
    const uuidOf = ({ uuid }: { uuid?: unknown }) => {
      const newest = sessions.state.value.sessions.find(
        act === 'work' || act === 'there' ? canBeWorkedIn : ({ result }) => result
      );
      return typeof uuid === 'string' ? uuid : newest && sessionId(newest);
    };
    commands.addCommand(command, {
      label,
      describedBy: {
        args: { type: 'object', properties: { uuid: { type: 'string', description } } }
      },
      isEnabled: args => uuidOf(args) !== undefined,
      execute: args => sessions.use(act, uuidOf(args) ?? '')
    });
    palette?.addItem({ command, category: trans.__('Execution Broker') });
  }
}
