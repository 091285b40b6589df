import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { launchIcon, refreshIcon, runIcon, stopIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { programKind } from '../description/programs/program';
import { CommandIDs } from '../panel/command-ids';
import { askWhereIcon } from '../panel/icons';
import type { Mode } from '../model/executable';
import { isActive } from '../model/phase';
import type { ExecutionSession } from '../model/session';
import { IExecutionBroker } from '../tokens';

/** The commands; where they appear is in schema/commands.json. */
export const commands: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-execution-broker:commands',
  description: 'Adds the commands that ask where a notebook can run, and that run it there.',
  autoStart: true,
  requires: [IExecutionBroker, INotebookTracker],
  optional: [IFileBrowserFactory, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    broker: IExecutionBroker,
    tracker: INotebookTracker,
    browsers: IFileBrowserFactory | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_execution_broker');
    const category = trans.__('Execution Broker');

    /** The notebook that a command is about: a given one, the selected one, the one in front. */
    const pathOf = (args: ReadonlyPartialJSONObject): string | undefined => {
      if (args.selected === true) {
        const items = [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])];
        return items.find(({ type, path }) => type === 'notebook' || programKind(path))?.path;
      }
      return text(args, 'path') ?? tracker.currentWidget?.context.path;
    };
    /** A given session, else the newest that fits. */
    const session = (
      args: ReadonlyPartialJSONObject,
      fits: (session: ExecutionSession) => boolean
    ) => text(args, 'uuid') ?? broker.sessions.find(fits)?.meta?.uuid;
    const isRunning = ({ phase }: ExecutionSession) => phase !== undefined && isActive(phase);
    const hasResult = ({ result }: ExecutionSession) => result !== undefined;
    const modeOf = ({ mode }: ReadonlyPartialJSONObject): Mode | undefined =>
      mode === 'interactive' || mode === 'batch' ? mode : undefined;
    /** A given offer, else the first that can be accepted in the mode. */
    const offer = (args: ReadonlyPartialJSONObject) => {
      const mode = modeOf(args) ?? 'batch';
      return (
        text(args, 'uuid') ??
        broker.offers.find(({ modes = ['batch'] }) => modes.includes(mode))?.meta?.uuid
      );
    };

    app.commands.addCommand(CommandIDs.askWhere, {
      label: trans.__('Where Can I Run This?'),
      caption: trans.__('Ask where, and when, this notebook can run'),
      icon: askWhereIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            path: {
              type: 'string',
              description: trans.__(
                'The notebook or program to ask about; the notebook in front by default'
              )
            },
            selected: {
              type: 'boolean',
              description: trans.__('Ask about what is selected in the file browser')
            }
          }
        }
      },
      isEnabled: args => pathOf(args) !== undefined,
      // The file browser's menu has it for notebooks and programs only.
      isVisible: args => args.selected !== true || pathOf(args) !== undefined,
      execute: args => broker.ask(pathOf(args))
    });
    app.commands.addCommand(CommandIDs.askImage, {
      label: trans.__('Where Can This Image Run?'),
      caption: trans.__('Name an image of a container, and ask where, and when, it can run'),
      icon: askWhereIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            image: {
              type: 'string',
              description: trans.__(
                'The image, such as registry.example.org/name:tag; asked for by default'
              )
            },
            command: { type: 'string', description: trans.__('Its arguments, as in a shell') }
          }
        }
      },
      execute: async args => {
        const image = text(args, 'image');
        const asked =
          image === undefined
            ? await (await (await import('../panel/shell/inside')).imageDialog()).chooseImage(trans)
            : { image, command: text(args, 'command') ?? '' };
        if (asked) {
          const { command } = asked;
          const path = `docker://${asked.image.replace(/^docker:\/\//, '')}`;
          await broker.ask(path, command === '' ? undefined : { command });
        }
      }
    });
    app.commands.addCommand(CommandIDs.acceptOffer, {
      label: args =>
        modeOf(args) === 'interactive'
          ? trans.__('Work in It on an Offer')
          : trans.__('Run It on an Offer'),
      caption: trans.__('Accept an offer; the first one by default'),
      icon: runIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            ...uuidArgs(trans.__('The offer; the first one by default')).properties,
            mode: {
              type: 'string',
              enum: ['batch', 'interactive'],
              description: trans.__('To run it, or to work in it; to run it by default')
            }
          }
        }
      },
      ...on(offer, async (uuid, args) => broker.accept(uuid, modeOf(args)))
    });
    app.commands.addCommand(CommandIDs.cancelSession, {
      label: trans.__('Cancel a Session'),
      caption: trans.__('End a session; the newest running one by default'),
      icon: stopIcon,
      describedBy: { args: uuidArgs(trans.__('The session; the newest running one by default')) },
      ...on(
        args => session(args, isRunning),
        async uuid => broker.cancel(uuid)
      )
    });
    app.commands.addCommand(CommandIDs.openResult, {
      label: trans.__('Open the Result of a Session'),
      caption: trans.__('Open an executed notebook; the newest one by default'),
      icon: launchIcon,
      describedBy: { args: uuidArgs(trans.__('The session; the newest with a result by default')) },
      ...on(
        args => session(args, hasResult),
        async uuid => broker.openResult(uuid)
      )
    });
    app.commands.addCommand(CommandIDs.refresh, {
      label: trans.__('Ask Again'),
      caption: trans.__('Ask the same notebook again, and look at the sessions'),
      icon: refreshIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => broker.refresh()
    });
    for (const command of Object.values(CommandIDs)) {
      palette?.addItem({ command, category });
    }
    palette?.addItem({ command: CommandIDs.acceptOffer, category, args: { mode: 'interactive' } });
    broker.changed.connect(() => {
      app.commands.notifyCommandChanged(CommandIDs.acceptOffer);
      app.commands.notifyCommandChanged(CommandIDs.cancelSession);
      app.commands.notifyCommandChanged(CommandIDs.openResult);
    });
    tracker.currentChanged.connect(() => {
      app.commands.notifyCommandChanged(CommandIDs.askWhere);
    });
  }
};

function text(args: ReadonlyPartialJSONObject, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' ? value : undefined;
}

/** A command about one thing, enabled where it can be found. */
function on(
  find: (args: ReadonlyPartialJSONObject) => string | undefined,
  act: (uuid: string, args: ReadonlyPartialJSONObject) => Promise<void>
) {
  return {
    isEnabled: (args: ReadonlyPartialJSONObject) => find(args) !== undefined,
    execute: async (args: ReadonlyPartialJSONObject) => {
      const uuid = find(args);
      return uuid === undefined ? undefined : act(uuid, args);
    }
  };
}

function uuidArgs(description: string) {
  return { type: 'object', properties: { uuid: { type: 'string', description } } };
}
