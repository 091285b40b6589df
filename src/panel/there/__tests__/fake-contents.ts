import { ServerConnection, type Contents } from '@jupyterlab/services';

import type { ContentsThere } from '../way-there';

interface Kept {
  type: 'directory' | 'file' | 'notebook';
  content: unknown;
  bytes: Uint8Array;
}

/**
 * FakeContents: the files of a Jupyter server, in memory. It answers as jupyter_server does for what is
 * asked here; leaves out checkpoints, listings, HTTP, and every other refusal. `hashes`: whether it tells
 * a hash, which older servers do not; nor do these write base64 in one line.
 */
export class FakeContents implements ContentsThere {
  readonly kept = new Map<string, Kept>();
  /** What was asked of it that changes something: `save a.txt`. */
  readonly asked: string[] = [];
  /** Throws for what a test wants to fail. */
  refuse: (asked: string) => void = () => undefined;

  constructor(
    private readonly _hashes = true,
    /** Whether it puts files together from pieces. */
    private readonly _pieces = true
  ) {}

  write(path: string, text: string): void {
    this.kept.set(path, {
      type: 'file',
      content: undefined,
      bytes: new TextEncoder().encode(text)
    });
  }

  read(path: string): string | undefined {
    const kept = this.kept.get(path);
    return kept && new TextDecoder().decode(kept.bytes);
  }

  async get(path: string, options: Contents.IFetchOptions = {}): Promise<Contents.IModel> {
    return Promise.resolve(this._model(path, options));
  }

  async save(path: string, model: Partial<Contents.IModel> = {}): Promise<Contents.IModel> {
    const { chunk, type = 'file' } = model as { chunk?: number; type?: Kept['type'] };
    this._ask(`save ${path}${chunk === undefined ? '' : ` ${chunk}`}`);
    const content: unknown = model.content;
    const before =
      chunk !== undefined && chunk !== 1 && this._pieces ? this.kept.get(path)?.bytes : undefined;
    const bytes =
      type === 'file'
        ? Buffer.from(String(content), 'base64')
        : new TextEncoder().encode(JSON.stringify(content ?? ''));
    this.kept.set(path, { type, content, bytes: Buffer.concat([before ?? Buffer.of(), bytes]) });
    return this.get(path);
  }

  async delete(path: string): Promise<void> {
    this._ask(`delete ${path}`);
    this._found(path);
    this.kept.delete(path);
    return Promise.resolve();
  }

  async rename(path: string, to: string): Promise<Contents.IModel> {
    this._ask(`rename ${path} ${to}`);
    if (this.kept.has(to)) {
      throw refusal(409, 'File already exists');
    }
    this.kept.set(to, this._found(path));
    this.kept.delete(path);
    return this.get(to);
  }

  private _ask(asked: string): void {
    this.asked.push(asked);
    this.refuse(asked);
  }

  private _found(path: string): Kept {
    const kept = this.kept.get(path);
    if (!kept) {
      throw refusal(404, `file or directory ${path} does not exist`);
    }
    return kept;
  }

  private _model(path: string, { content, format, hash }: Contents.IFetchOptions): Contents.IModel {
    const kept = this._found(path);
    const { bytes, type } = kept;
    return {
      ...{ name: path.replace(/^.*\//, ''), path, type, writable: true, mimetype: '' },
      ...{ created: MOMENT, last_modified: MOMENT, size: bytes.length },
      content: !content
        ? null
        : format === 'base64'
          ? inLines(bytes, this._hashes ? Infinity : 76)
          : (kept.content ?? new TextDecoder().decode(bytes)),
      format: null,
      ...(hash && this._hashes
        ? { hash: `hash of ${Buffer.from(bytes).toString('base64')}`, hash_algorithm: 'sha256' }
        : {})
    };
  }
}

/** Base64, as Python's encodebytes() and encode() write it. */
function inLines(bytes: Uint8Array, length: number): string {
  const text = Buffer.from(bytes).toString('base64');
  return length < text.length ? (text.match(/.{1,76}/g) ?? []).join('\n') : text;
}

const MOMENT = '2026-11-24T10:00:00Z';

function refusal(status: number, message: string): ServerConnection.ResponseError {
  return new ServerConnection.ResponseError({ status } as Response, message);
}
