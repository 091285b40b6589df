import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard, WidgetTracker } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CommandIDs } from '../panel/command-ids';
import { askWhereIcon } from '../panel/icons';
import type { SessionPage } from '../panel/session/page';
import type { ExecutionBroker } from '../panel/shell/execution-broker';

export interface SessionPagesOptions {
  app: JupyterFrontEnd;
  broker: ExecutionBroker;
  restorer: ILayoutRestorer | null;
  trans: TranslationBundle;
}

/** Adds the command that opens the page of a session, and opens again those that were open. */
export function addSessionPages({ app, broker, restorer, trans }: SessionPagesOptions): void {
  const { commands, shell } = app;
  const tracker = new WidgetTracker<SessionPage>({
    // Without a colon: all up to the first one is what the state of these is found by.
    namespace: 'jupyterlab-execution-broker-sessions'
  });
  const uuidOf = ({ uuid }: { uuid?: unknown }) =>
    typeof uuid === 'string' ? uuid : broker.sessions[0]?.meta?.uuid;
  const create = async (uuid: string): Promise<SessionPage> => {
    const [models, inside] = await Promise.all([broker.models(), import('../panel/shell/inside')]);
    const { SessionPage } = await (await inside.pages()).sessionPage();
    return new SessionPage({
      uuid,
      models,
      trans,
      ask: (path, needs) => void broker.ask(path, needs),
      open: path => void commands.execute('docmanager:open', { path }),
      copy: text => {
        Clipboard.copyToSystem(text);
      }
    });
  };
  const pageOf = (uuid: string) => tracker.find(({ model }) => model.uuid === uuid);
  const open = async (uuid: string): Promise<void> => {
    if (!pageOf(uuid)) {
      const page = await create(uuid);
      // Somebody may have been faster.
      if (pageOf(uuid)) {
        page.dispose();
      } else {
        shell.add(page, 'main');
        await tracker.add(page);
      }
    }
    shell.activateById(pageOf(uuid)?.id ?? '');
  };
  commands.addCommand(CommandIDs.openSession, {
    label: trans.__('Follow a Session'),
    caption: trans.__('Open the page of a session; the newest one by default'),
    icon: askWhereIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          uuid: { type: 'string', description: trans.__('The session; the newest one by default') }
        }
      }
    },
    isEnabled: args => uuidOf(args) !== undefined,
    execute: async args => {
      const uuid = uuidOf(args);
      return uuid === undefined ? undefined : open(uuid);
    }
  });
  broker.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.openSession);
  });
  void restorer?.restore(tracker, {
    command: CommandIDs.openSession,
    args: ({ model }) => ({ uuid: model.uuid }),
    name: ({ model }) => model.uuid
  });
}
