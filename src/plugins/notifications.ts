import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { ExecutionSession } from '../model/session';
import { CommandIDs } from '../panel/command-ids';
import { IExecutionBroker } from '../tokens';

/** Tells when a session has come to its end, wherever the reader is. */
export const notifications: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-execution-broker:notifications',
  description: 'Notifies when a session has ended, and how.',
  autoStart: true,
  requires: [IExecutionBroker],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    broker: IExecutionBroker,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_execution_broker');
    const tell = async (session: ExecutionSession): Promise<void> => {
      const [{ lastWord, sessionId, sessionName }, { sentence }] = await Promise.all([
        import('../panel/sessions/session-story'),
        import('../panel/words/sentence')
      ]);
      const name = sessionName(session);
      const platform = session.platform ?? trans.__('its platform');
      const open = {
        label: trans.__('Open'),
        caption: trans.__('Open the executed notebook'),
        callback: () => {
          void app.commands.execute(CommandIDs.openResult, { uuid: sessionId(session) });
        }
      };
      const actions = session.result ? [open] : [];
      switch (session.phase) {
        case 'COMPLETED':
          Notification.success(trans.__('%1 has run on %2.', name, platform), { actions });
          break;
        case 'FAILED': {
          const word = lastWord(session);
          const reason = word ? sentence(word, trans) : trans.__('no reason was given');
          Notification.error(trans.__('%1 failed on %2: %3', name, platform, reason), { actions });
          break;
        }
        default:
          Notification.info(trans.__('%1 was cancelled on %2.', name, platform), { actions });
      }
    };
    broker.sessionEnded.connect((_, session) => void tell(session));
  }
};
