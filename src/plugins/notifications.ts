import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import { CommandIDs } from '../panel/command-ids';
import { IExecutionBroker } from '../tokens';

const PLUGIN_ID = 'jupyterlab-execution-broker:notifications';

/** Tells what becomes of sessions, wherever the reader is. */
export const notifications: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Notifies when a session is ready, has ended, or is near its limit.',
  autoStart: true,
  requires: [IExecutionBroker],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    broker: IExecutionBroker,
    settingRegistry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_execution_broker');
    // As told-store.ts has it, of whose code nothing is here yet.
    const key = `jupyterlab-execution-broker:told:${app.serviceManager.serverSettings.baseUrl}`;
    const begin = async (): Promise<IDisposable> => {
      broker.changed.disconnect(onChanged);
      const [{ browserDesktop, Notices, ToldStore }, settings] = await Promise.all([
        import('../panel/shell/inside').then(async inside => inside.telling()),
        settingRegistry?.load(PLUGIN_ID)
      ]);
      const notices = new Notices({
        broker,
        store: new ToldStore(key),
        desktop: browserDesktop(trans.__('Execution Broker')),
        settings,
        openSession: uuid => void app.commands.execute(CommandIDs.openSession, { uuid }),
        trans
      });
      app.commands.commandExecuted.connect((_, { id, args }) => {
        if (id === CommandIDs.openSession) {
          const { uuid } = args;
          notices.seen(typeof uuid === 'string' ? uuid : (broker.sessions[0]?.meta?.uuid ?? ''));
        }
      });
      return notices;
    };
    const onChanged = (_: IExecutionBroker, part: string): void => {
      // Where there are none, there is nothing to tell.
      if (part === 'sessions' && broker.sessions.length) {
        void begin();
      }
    };
    broker.changed.connect(onChanged);
    // Sessions were going on when this page was last here.
    void app.restored.then(() => {
      if ((localStorage.getItem(key)?.length ?? 0) > 2) {
        void broker.look();
      }
    });
  }
};
