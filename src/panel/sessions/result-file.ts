import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { BrokerClient } from '../../client/broker-client';
import { stamp } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import { parseInstant } from '../../model/time';
import { hasEnded, notebookPath, sessionId, sessionName } from './session-story';

export interface ResultFileOptions {
  client: BrokerClient;
  contents: Pick<Contents.IManager, 'get' | 'save'>;
  /** Opens a document, and reads it again if it is open already. */
  open: (path: string) => Promise<void>;
  trans: TranslationBundle;
}

/** Where the executed notebook of a session goes: beside the original, as is-result-path.ts knows it. */
export function resultPath(session: ExecutionSession): string {
  const original = notebookPath(session) ?? sessionName(session);
  const created = parseInstant(session.meta?.created ?? '') ?? Date.now();
  return `${original.replace(/\.ipynb$/, '')}.run-${stamp(created)}.ipynb`;
}

/** Brings executed notebooks back to where the original is. */
export class ResultFile {
  constructor(private readonly _options: ResultFileOptions) {}

  /** Saves the executed notebook, and opens it. Gives a remark where the reader must know something. */
  async open(session: ExecutionSession): Promise<string | undefined> {
    const { path, remark } = await this.bring(session);
    await this._options.open(path);
    return remark;
  }

  /**
   * Saves the executed notebook, with where it comes from in its metadata, and says where it is. A
   * file that was written after the session's end stays as it is, so nobody's changes are lost.
   */
  async bring(session: ExecutionSession): Promise<{ path: string; remark?: string }> {
    const { client, contents, trans } = this._options;
    const path = resultPath(session);
    const atRoot = rootPath(path);
    for (const place of new Set([path, atRoot])) {
      if (await this._isFinal(place, session)) {
        return { path: place };
      }
    }
    if (!session.result) {
      throw new Error(trans.__('This session has no executed notebook yet.'));
    }
    const [response, provenance] = await Promise.all([
      client.file(session.result.url),
      client.wire.call(`/sessions/${sessionId(session)}/provenance`, {
        headers: { Accept: 'application/json' }
      })
    ]);
    // Neither is looked into here: one notebook comes, and the other document is put into it.
    const content = (await response.json()) as { metadata?: object };
    content.metadata = {
      ...content.metadata,
      execution_broker: (await provenance.json()) as unknown
    };
    const model = { type: 'notebook', format: 'json', content } as const;
    try {
      await contents.save(path, model);
    } catch (error) {
      if (path === atRoot) {
        throw error;
      }
      await contents.save(atRoot, model);
      const remark = trans.__('Its folder cannot be written to, so the result is %1.', atRoot);
      return { path: atRoot, remark };
    }
    return { path };
  }

  /** Whether the file holds the result as it was at the session's end, or what became of it since. */
  private async _isFinal(path: string, session: ExecutionSession): Promise<boolean> {
    const ended = parseInstant(session.meta?.modified ?? '');
    if (!hasEnded(session) || ended === undefined) {
      return false;
    }
    try {
      const { last_modified } = await this._options.contents.get(path, { content: false });
      return Date.parse(last_modified) >= ended;
    } catch {
      // There is no such file yet.
      return false;
    }
  }
}

/** The same file at the root of its drive. */
function rootPath(path: string): string {
  const drive = /^[^/:]+:/.exec(path)?.[0] ?? '';
  return drive + (path.slice(drive.length).split('/').pop() ?? '');
}
