import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { describerOnce } from '../panel/ask/describer';
import { CommandIDs } from '../panel/command-ids';
// The layout restorer needs the panel itself at once; all that is in it comes later.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { BrokerPanel } from '../panel/shell/broker-panel';
import { ExecutionBroker } from '../panel/shell/execution-broker';
import type { Models } from '../panel/shell/models';
import { IExecutionBroker } from '../tokens';
// A layout that is restored asks for its command at once; the page itself comes later.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { addHistoryPage } from './history-page';
// The layout restorer needs to know at once how a page is opened; the page itself comes later.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { addSessionPages } from './session-pages';

const PLUGIN_ID = 'jupyterlab-execution-broker:panel';

/** The side panel, and its model for everybody else. */
export const panel: JupyterFrontEndPlugin<IExecutionBroker> = {
  id: PLUGIN_ID,
  description: 'Shows where, and when, the open notebook can run, and follows its sessions.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ILayoutRestorer, ISettingRegistry, ITranslator, ICommandPalette, IEditorServices],
  provides: IExecutionBroker,
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    restorer: ILayoutRestorer | null,
    settingRegistry: ISettingRegistry | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    editors: IEditorServices | null
  ): IExecutionBroker => {
    const { commands, shell, serviceManager } = app;
    const used = translator ?? nullTranslator;
    const trans = used.load('jupyterlab_execution_broker');

    const loadDescriber = describerOnce();
    const load = async (): Promise<Models> => {
      // Needed as soon as the models are there: on its way beside them. Who needs it hears of a failure.
      loadDescriber().catch(() => undefined);
      const [inside, settings] = await Promise.all([
        import('../panel/shell/inside'),
        settingRegistry?.load(PLUGIN_ID)
      ]);
      const { addResultCommands, connect, resultWays, TrackedNotebooks } = inside;
      const { contents, serverSettings } = serviceManager;
      const notebooks = new TrackedNotebooks(tracker, contents);
      const models = new inside.Models({
        ...connect(serverSettings),
        contents,
        notebooks,
        preferences: new inside.Preferences(settings),
        open: async path => {
          await tracker.find(({ context }) => context.path === path)?.context.revert();
          await commands.execute('docmanager:open', { path });
        },
        ...resultWays(commands, notebooks, serviceManager.kernelspecs, serverSettings.baseUrl),
        loadDescriber,
        confirmSecond: async name => (await inside.dialogs()).confirmSecond(name, trans),
        trans
      });
      addResultCommands(commands, palette, models.sessions, trans);
      return models;
    };

    const broker = new ExecutionBroker({
      load,
      open: () => {
        view.openWide();
        shell.activateById(view.id);
        // The command palette, once it has run a command, gives the focus back to the document.
        requestAnimationFrame(() => {
          view.activate();
        });
      }
    });
    addHistoryPage({ app, broker, restorer, trans });
    addSessionPages({ app, broker, restorer, trans });
    const view = new BrokerPanel({
      translator: used,
      load: async () => {
        const [models, { createContent }] = await Promise.all([
          broker.models(),
          import('../panel/shell/inside')
        ]);
        return createContent({
          models,
          trans,
          openSettings: commands.hasCommand('settingeditor:open')
            ? () => void commands.execute('settingeditor:open', { query: 'Execution Broker' })
            : undefined,
          openHistory: () => void commands.execute(CommandIDs.openHistory),
          openSession: uuid => void commands.execute(CommandIDs.openSession, { uuid }),
          askImage: () => void commands.execute(CommandIDs.askImage),
          editors: editors ?? undefined
        });
      }
    });
    shell.add(view, 'right', { rank: 650 });
    restorer?.add(view, view.id);
    return broker;
  }
};
