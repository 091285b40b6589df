import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CommandIDs } from '../panel/command-ids';
import type { HistoryPage } from '../panel/history/history-page';
import { historyIcon } from '../panel/icons';
import type { ExecutionBroker } from '../panel/shell/execution-broker';

export interface HistoryPageOptions {
  app: JupyterFrontEnd;
  broker: ExecutionBroker;
  restorer: ILayoutRestorer | null;
  trans: TranslationBundle;
}

/** Adds the command that opens the history of sessions, and opens it again if it was open. */
export function addHistoryPage({ app, broker, restorer, trans }: HistoryPageOptions): void {
  const { commands, shell } = app;
  const tracker = new WidgetTracker<HistoryPage>({
    // Without a colon: all up to the first one is what its state is found by.
    namespace: 'jupyterlab-execution-broker-history'
  });
  const make = async (): Promise<HistoryPage> => {
    const [models, inside] = await Promise.all([broker.models(), import('../panel/shell/inside')]);
    const { download, HistoryPage } = await (await inside.pages()).historyPage();
    return new HistoryPage({
      models,
      trans,
      download,
      ask: (path, needs) => void broker.ask(path, needs),
      open: uuid => {
        // A session that has a page is shown there; elsewhere its result says most.
        const id = commands.hasCommand(OPEN_SESSION) ? OPEN_SESSION : CommandIDs.openResult;
        void commands.execute(id, { uuid });
      }
    });
  };
  let made: Promise<HistoryPage> | undefined;
  const open = async (): Promise<void> => {
    made ??= make();
    try {
      const page = await made;
      if (!page.isAttached) {
        shell.add(page, 'main');
        page.disposed.connect(() => {
          made = undefined;
        });
        await tracker.add(page);
      }
      shell.activateById(page.id);
    } catch (error) {
      made = undefined;
      throw error;
    }
  };
  commands.addCommand(CommandIDs.openHistory, {
    label: trans.__('Session History'),
    caption: trans.__('Find, compare, repeat and delete earlier sessions'),
    icon: historyIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: open
  });
  void restorer?.restore(tracker, { command: CommandIDs.openHistory, name: () => 'history' });
}

const OPEN_SESSION = 'execution-broker:open-session';
