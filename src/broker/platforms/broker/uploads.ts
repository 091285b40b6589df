import { createReadStream, type ReadStream } from 'node:fs';

import type { FileStore } from '../../store/file-store';
import { refusal } from './reading';
import type { Remote } from './remote';

/** Milliseconds for one file. */
const PATIENCE = 3600_000;

/**
 * Files of our store on their way to a broker of ours. They go on when the question that needed them
 * is given up: asked again, it finds them there.
 */
export class Uploads {
  private readonly _underWay = new Map<string, Promise<void>>();
  /** Those whose bytes are going. */
  private readonly _streams = new Map<string, ReadStream>();
  private readonly _closed = new AbortController();

  constructor(
    private readonly _remote: Remote,
    private readonly _files: FileStore
  ) {}

  /** Puts a file there, unless it is there already. @throws RemoteError */
  async put(digest: string, size: number): Promise<void> {
    const underWay =
      this._underWay.get(digest) ??
      this._put(digest, size).finally(() => {
        this._underWay.delete(digest);
        this._streams.delete(digest);
      });
    this._underWay.set(digest, underWay);
    return underWay;
  }

  /** Bytes of a file on its way that have gone. */
  sent(digest: string): number {
    return this._streams.get(digest)?.bytesRead ?? 0;
  }

  close(): void {
    this._closed.abort();
  }

  private async _put(digest: string, size: number): Promise<void> {
    const { http } = this._remote;
    const { signal } = this._closed;
    const path = `/files/sha256/${digest}`;
    const there = await http.call(path, { method: 'HEAD', signal });
    if (there.status === 200) {
      return;
    }
    const body = createReadStream(this._files.path(digest));
    this._streams.set(digest, body);
    const reply = await http.call(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
      body,
      signal,
      patience: PATIENCE
    });
    if (reply.status >= 400) {
      throw refusal(reply);
    }
  }
}
