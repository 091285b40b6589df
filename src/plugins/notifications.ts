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
      const { endingOf } = await import('../panel/shell/inside');
      const { text, type } = endingOf(session, trans);
      const open = {
        label: trans.__('Open'),
        caption: trans.__('Open the executed notebook'),
        callback: () => {
          void app.commands.execute(CommandIDs.openResult, { uuid: session.meta?.uuid ?? '' });
        }
      };
      Notification.emit(text, type, { actions: session.result ? [open] : [], autoClose: 8000 });
    };
    broker.sessionEnded.connect((_, session) => void tell(session));
  }
};
