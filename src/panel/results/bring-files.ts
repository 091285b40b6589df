import { Dialog, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { BrokerClient } from '../../client/broker-client';
import { BrokerError } from '../../client/broker-error';
import { bytesText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import { notebookPath, sessionId, sessionName } from '../sessions/session-story';
import type { FileLook } from '../../model/session-files';
import { ProgressBar } from '../progress-bar';
import { BringClient, type Wanted } from './bring-client';
import { firstChoice, wanted } from './choice';
import { FilesChoice } from './files-choice';

export interface BringFilesOptions {
  client: BrokerClient;
  /** A path of the server itself, without a drive. */
  localPath: (path: string) => string;
  /** Shows where files have come to: one of them, or their folder. */
  show: (path: string, isFolder: boolean) => void;
  trans: TranslationBundle;
}

/**
 * Lets the reader choose files of a session, and brings them home: beside the notebook, as they lay
 * beside it there. Gives a remark where not all of them came.
 */
export async function bringFiles(
  session: ExecutionSession,
  options: BringFilesOptions
): Promise<string | undefined> {
  const { client, localPath, trans } = options;
  const bring = new BringClient(client.wire);
  const uuid = sessionId(session);
  const folder = folderOf(session, localPath);
  for (let trouble: string | undefined; ;) {
    const { files, messages = [] } = await bring.look(uuid, folder);
    const body = new FilesChoice({
      folder,
      files: ownFiles(session, files),
      messages: trouble ? [{ level: 'ERROR', message: trouble }, ...messages] : messages,
      trans
    });
    const { button, value } = await new Dialog({
      title: trans.__('Files of %1', sessionName(session)),
      body,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        Dialog.okButton({ label: trans.__('Bring home') })
      ],
      focusNodeSelector: 'input:not(:disabled)'
    }).launch();
    if (!button.accept || !value?.length) {
      return undefined;
    }
    try {
      return await carry(bring.bring(uuid, folder, value), folder, options);
    } catch (error) {
      // Something has changed since the look: nothing was written, and the reader chooses again.
      if (!(error instanceof BrokerError && error.status === 409)) {
        throw error;
      }
      trouble = error.message;
    }
  }
}

/** How many files `bringAll` would bring. */
export async function newFiles(
  session: ExecutionSession,
  { client, localPath }: Pick<BringFilesOptions, 'client' | 'localPath'>
): Promise<number> {
  const bring = new BringClient(client.wire);
  const { files } = await bring.look(sessionId(session), folderOf(session, localPath));
  return coming(session, files).length;
}

/** Brings all new and changed files home unasked: those that differ from ours come beside them. */
export async function bringAll(
  session: ExecutionSession,
  options: BringFilesOptions
): Promise<string | undefined> {
  const { client, localPath } = options;
  const bring = new BringClient(client.wire);
  const uuid = sessionId(session);
  const folder = folderOf(session, localPath);
  for (let again = true; ; again = false) {
    const wished = coming(session, (await bring.look(uuid, folder)).files);
    try {
      return wished.length
        ? await carry(bring.bring(uuid, folder, wished), folder, options)
        : undefined;
    } catch (error) {
      // Something has come there since the look, and nothing was written.
      if (!again || !(error instanceof BrokerError && error.status === 409)) {
        throw error;
      }
    }
  }
}

/** Where its files belong: in the folder of its notebook. */
function folderOf(session: ExecutionSession, localPath: BringFilesOptions['localPath']): string {
  return localPath(notebookPath(session) ?? '').replace(/[^/]*$/, '');
}

/** Without the executed notebook, which has a way of its own, and would replace the original. */
function ownFiles(session: ExecutionSession, files: readonly FileLook[]): FileLook[] {
  return files.filter(({ path }) => path !== session.result?.path);
}

function coming(session: ExecutionSession, files: readonly FileLook[]): Wanted[] {
  return ownFiles(session, files).flatMap(look => wanted(look, firstChoice(look)));
}

/** Shows how far it is, wherever the reader is; the remark says what did not come. */
async function carry(
  news: ReturnType<BringClient['bring']>,
  folder: string,
  { show, trans }: BringFilesOptions
): Promise<string | undefined> {
  let [total, before, brought] = [0, 0, -1];
  const bar = new ProgressBar();
  const troubles: string[] = [];
  const places: string[] = [];
  const tell = (done: number) => {
    const message = trans.__('Bringing files home: %1 of %2', bytesText(done), bytesText(total));
    bar.tell(message, total ? Math.min(1, done / total) : 1);
  };
  try {
    for await (const { total: all, path, bytes = 0, to, message, ...line } of news) {
      total = all ?? total;
      brought = line.brought ?? brought;
      if (to !== undefined) {
        places.push(to);
        before += bytes;
      } else if (message !== undefined) {
        troubles.push(`${path ?? ''}: ${message}`);
      }
      tell(to === undefined ? before + bytes : before);
    }
    if (brought < 0) {
      troubles.push(trans.__('The connection ended before all of them had come.'));
    }
  } finally {
    bar.dispose();
  }
  const [only = folder] = places.length === 1 ? places : [];
  if (places.length) {
    Notification.emit(
      trans._n('%1 file is here: %2', '%1 files are here: %2', places.length, only || '/'),
      troubles.length ? 'warning' : 'success',
      {
        autoClose: 8000,
        actions: [
          {
            label: trans.__('Show'),
            callback: () => {
              show(only, places.length > 1);
            }
          }
        ]
      }
    );
  }
  return troubles.join(' ') || undefined;
}
