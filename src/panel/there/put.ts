import type { Contents } from '@jupyterlab/services';

import { folderOf } from '../../description/path';
import { stat } from './look-there';
import type { ContentsThere } from './way-there';

/** Bytes that go in one request; what is larger goes in pieces. */
export const PIECE = 4 * 2 ** 20;

/** Bytes turned into text at a time: no call takes more arguments. */
const STRIDE = 0x8000;

/** Puts files onto a Jupyter server, each whole or not at all. */
export class Put {
  constructor(private readonly _contents: ContentsThere) {}

  /** Saves a notebook; `over` what stands there. */
  async notebook(path: string, content: unknown): Promise<void> {
    await this._folders(folderOf(path));
    await this._contents.save(path, { type: 'notebook', format: 'json', content });
  }

  /**
   * Saves a file. What does not go in one piece is whole before it has its name.
   *
   * @param over whether something stands there, to be replaced
   * @param onBytes hears how many bytes are there
   */
  async file(
    path: string,
    body: ReadableStream<Uint8Array> | null,
    { over, onBytes }: { over: boolean; onBytes: (bytes: number) => void }
  ): Promise<void> {
    await this._folders(folderOf(path));
    const pieces = piecesOf(body, PIECE);
    const first = await nextOf(pieces);
    let piece = await nextOf(pieces);
    if (!piece) {
      await this._contents.save(path, fileOf(first ?? new Uint8Array()));
      onBytes(first?.length ?? 0);
      return;
    }
    const part = `${path}.part`;
    let only = false;
    try {
      await this._contents.save(part, { ...fileOf(first ?? new Uint8Array()), chunk: 1 });
      let sent = first?.length ?? 0;
      for (let chunk = 2; piece; chunk++) {
        onBytes(sent);
        const then: Uint8Array | undefined = await nextOf(pieces);
        await this._contents.save(part, { ...fileOf(piece), chunk: then ? chunk : -1 });
        sent += piece.length;
        piece = then;
      }
      const { size } = await this._contents.get(part, { content: false });
      if (size !== undefined && size !== sent) {
        throw new Error(`its Jupyter server takes no files larger than ${PIECE} bytes`);
      }
      if (over) {
        await this._contents.delete(path);
        only = true;
      }
      await this._contents.rename(part, path);
      onBytes(sent);
    } catch (error) {
      if (!only) {
        // What may be left of it is in nobody's way, and is begun anew the next time.
        await this._contents.delete(part).catch(() => undefined);
      }
      throw error;
    }
  }

  private async _folders(folder: string): Promise<void> {
    if (folder === '' || this._made.has(folder)) {
      return;
    }
    await this._folders(folderOf(folder));
    if (!(await stat(this._contents, folder))) {
      await this._contents.save(folder, { type: 'directory' });
    }
    this._made.add(folder);
  }

  private readonly _made = new Set<string>();
}

function fileOf(bytes: Uint8Array): Partial<Contents.IModel> {
  let text = '';
  for (let at = 0; at < bytes.length; at += STRIDE) {
    text += String.fromCharCode(...bytes.subarray(at, at + STRIDE));
  }
  return { type: 'file', format: 'base64', content: btoa(text) };
}

async function nextOf(pieces: AsyncGenerator<Uint8Array>): Promise<Uint8Array | undefined> {
  const next = await pieces.next();
  return next.done === true ? undefined : next.value;
}

/** The bytes of a stream in pieces of one size, of which only the last may be smaller. */
async function* piecesOf(
  body: ReadableStream<Uint8Array> | null,
  size: number
): AsyncGenerator<Uint8Array, undefined> {
  const reader = body?.getReader();
  let piece = new Uint8Array(size);
  let filled = 0;
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    for (let at = 0; at < read.value.length;) {
      const some = read.value.subarray(at, at + size - filled);
      piece.set(some, filled);
      filled += some.length;
      at += some.length;
      if (filled === size) {
        yield piece;
        piece = new Uint8Array(size);
        filled = 0;
      }
    }
  }
  if (filled > 0) {
    yield piece.subarray(0, filled);
  }
  return undefined;
}
