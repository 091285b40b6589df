import { Notification } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { BrokerClient } from '../../client/broker-client';
import { bytesText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import { ProgressBar } from '../progress-bar';
import { notebookPath, sessionId, sessionName } from '../sessions/session-story';
import { sentence } from '../words/sentence';
import { firstChoice, placed, type Placed } from './choice';
import { askConflicts } from './conflicts';
import type { Going } from './going';
import { folderThere, lookThere } from './look-there';
import { Put } from './put';
import type { WayThere } from './way-there';

export interface OpenThereOptions {
  client: Pick<BrokerClient, 'frontend'>;
  way: WayThere;
  contents: Pick<Contents.IManager, 'get' | 'getDownloadUrl' | 'localPath'>;
  /** A notebook by its path, and the files that it needs. */
  going: (path: string) => Promise<Going[]>;
  trans: TranslationBundle;
}

/**
 * Puts the notebook of a session and its files onto the Jupyter server in it, and opens it there, in a
 * tab of its own. What is there and differs is asked about first.
 *
 * @returns a remark where not all of it went
 * @throws Error where it cannot be opened there, and why
 */
export async function openThere(
  session: ExecutionSession,
  { client, way, contents, going, trans }: OpenThereOptions
): Promise<string | undefined> {
  const path = notebookPath(session);
  if (path === undefined) {
    throw new Error(trans.__('This session is about no notebook here.'));
  }
  const uuid = sessionId(session);
  const { frontend, messages = [] } = await client.frontend(uuid);
  if (!frontend) {
    throw new Error(messages.map(message => sentence(message, trans)).join(' '));
  }
  const theirs = way.contents(uuid);
  const [files, folder] = await Promise.all([
    going(path),
    folderThere(theirs, contents.localPath(path))
  ]);
  const looks = await lookThere(files, folder, contents, theirs);
  const now = Date.now();
  const conflicts = looks.filter(({ same, there }) => there && !same);
  const choices = conflicts.length
    ? await askConflicts(sessionName(session), conflicts, now, trans)
    : new Map<string, never>();
  if (!choices) {
    return undefined;
  }
  const wanted = looks.flatMap(
    look => placed(look, choices.get(look.path) ?? firstChoice(look), now) ?? []
  );
  const troubles = await carry(wanted, new Put(theirs), { way, contents, trans });
  const notebook = looks.find(look => look.notebook !== undefined);
  const own = wanted.find(look => look.notebook !== undefined);
  const remark = troubles.map(({ path: file, message }) => `${file}: ${message}`).join(' ');
  if (own && troubles.some(trouble => trouble.path === own.path)) {
    throw new Error(remark);
  }
  const gone = wanted.length - troubles.length;
  visit(way.page(uuid, own?.to ?? notebook?.to ?? ''), sessionName(session), gone, trans);
  return remark || undefined;
}

interface Trouble {
  path: string;
  message: string;
}

/** Puts one after the other there; what one does not succeed in does not keep the others. */
async function carry(
  files: readonly Placed[],
  put: Put,
  { way, contents, trans }: Pick<OpenThereOptions, 'way' | 'contents' | 'trans'>
): Promise<Trouble[]> {
  const total = files.reduce((sum, { here }) => sum + (here?.bytes ?? 0), 0);
  const troubles: Trouble[] = [];
  const bar = new ProgressBar();
  let before = 0;
  const onBytes = (bytes: number) => {
    bar.tell(
      trans.__('Putting files there: %1 of %2', bytesText(before + bytes), bytesText(total)),
      total ? Math.min(1, (before + bytes) / total) : 1
    );
  };
  try {
    for (const { path, from, here, notebook, over, to } of files) {
      try {
        if (notebook === undefined) {
          const { body } = await way.download(await contents.getDownloadUrl(from));
          await put.file(to, body, { over, onBytes });
        } else {
          await put.notebook(to, notebook);
        }
      } catch (error) {
        troubles.push({ path, message: error instanceof Error ? error.message : String(error) });
      }
      before += here?.bytes ?? 0;
      onBytes(0);
    }
  } finally {
    bar.dispose();
  }
  return troubles;
}

/** Opens a tab, where the reader's click is not too long ago for that; and has a button for it in any case. */
function visit(url: string, name: string, gone: number, trans: TranslationBundle): void {
  // Not in every browser, whatever its type says.
  const { userActivation } = navigator as { userActivation?: { isActive: boolean } };
  const open = () => {
    window.open(url, '_blank', 'noopener');
  };
  const may = userActivation?.isActive ?? true;
  if (may) {
    open();
  }
  const went = trans._n('%1 file was put there.', '%1 files were put there.', gone);
  Notification.emit(
    may
      ? trans.__('%1 opens in a tab of its own. %2', name, went)
      : trans.__('%1 can be opened there. %2', name, went),
    'success',
    {
      autoClose: may ? 8000 : false,
      actions: [{ label: trans.__('Open the tab'), callback: open }]
    }
  );
}
