import { randomUUID } from 'node:crypto';

import { readSecret } from '../secret-file';
import { baseUrl } from './base-url';
import { FileServer, type Answer, type Question } from './file-server';
import type { StagedFile, StagingArea } from './staging-area';
import type { WebDavConfig } from './staging-config';

/**
 * A folder on a WebDAV server (RFC 4918) that anybody can read. A file lies there under its digest,
 * and gets that name only when all of it has arrived.
 */
export class WebDavArea implements StagingArea {
  readonly words: string;
  private readonly _folder: URL;
  private readonly _public: URL;
  private readonly _server: FileServer;
  private readonly _authorization: Record<string, string>;
  /** Whether the folder was seen to be there, and its public side to be public. */
  private _ready = false;

  /** @throws Error where a URL or a file of the configuration cannot be read */
  constructor(config: WebDavConfig) {
    this._folder = baseUrl(config.url);
    this._public = baseUrl(config.readUrl ?? config.url);
    this._server = new FileServer(this._folder, config.caFile);
    this._authorization = authorization(config);
    this.words = `WebDAV at ${this._server.host}`;
  }

  async publish(file: StagedFile): Promise<string> {
    const target = new URL(file.digest, this._folder);
    const found = await this._ask({ method: 'HEAD', url: target });
    if (found.status !== 404 && found.status !== 409 && !isOk(found)) {
      throw this._server.refusal('say whether it has a file', found);
    }
    if (!isOk(found) || !hasSize(found, file.size)) {
      await this._makeFolder(this._folder);
      await this._upload(file, target, isOk(found));
    }
    const url = new URL(file.digest, this._public);
    if (!this._ready) {
      await this._checkPublic(url);
      this._ready = true;
    }
    return url.href;
  }

  private async _upload(file: StagedFile, target: URL, replace: boolean): Promise<void> {
    const temporary = new URL(`upload-${randomUUID()}`, this._folder);
    try {
      const sent = await this._ask({
        method: 'PUT',
        url: temporary,
        headers: { 'content-type': 'application/octet-stream' },
        file
      });
      if (!isOk(sent)) {
        throw this._server.refusal('take a file', sent);
      }
      const moved = await this._ask({
        method: 'MOVE',
        url: temporary,
        headers: { destination: target.href, overwrite: replace ? 'T' : 'F' }
      });
      if (moved.status === 412) {
        // Somebody else was quicker with the same content.
        await this._ask({ method: 'DELETE', url: temporary });
      } else if (!isOk(moved)) {
        throw this._server.refusal('give a file its name', moved);
      }
    } catch (error) {
      // Best effort: the first error is the one to tell.
      await this._ask({ method: 'DELETE', url: temporary }).catch(() => undefined);
      throw error;
    }
  }

  /** Makes a folder and those above it, where they are missing. */
  private async _makeFolder(folder: URL): Promise<void> {
    if (this._ready) {
      return;
    }
    const found = await this._ask({ method: 'PROPFIND', url: folder, headers: { depth: '0' } });
    if (found.status === 401) {
      throw this._server.refusal('show its folder', found);
    }
    // Any other answer than "not there" may be one of a server that lists nothing and takes files.
    if (found.status !== 404 && found.status !== 409) {
      return;
    }
    const parent = new URL('..', folder);
    if (parent.href !== folder.href) {
      await this._makeFolder(parent);
    }
    const made = await this._ask({ method: 'MKCOL', url: folder });
    // 405: it was made in the meantime.
    if (!isOk(made) && made.status !== 405) {
      throw this._server.refusal('make a folder', made);
    }
  }

  /** The other brokers sign in nowhere. Where the public side is not seen from here, nothing is known. */
  private async _checkPublic(url: URL): Promise<void> {
    const seen = await this._server.ask({ method: 'HEAD', url }).catch(() => undefined);
    if (seen && [401, 403, 404].includes(seen.status)) {
      throw new Error(
        `A file was put on ${this._server.host}, but ${url.host} does not let others read it (${seen.status}): make the folder readable without signing in, or set readUrl`
      );
    }
  }

  private async _ask(question: Question): Promise<Answer> {
    return this._server.ask({
      ...question,
      headers: { ...question.headers, ...this._authorization }
    });
  }
}

function authorization({ user, passwordFile, tokenFile }: WebDavConfig): Record<string, string> {
  if (tokenFile !== undefined) {
    return { authorization: `Bearer ${readSecret(tokenFile)}` };
  }
  if (user === undefined) {
    return {};
  }
  if (passwordFile === undefined) {
    throw new Error(`Staging signs in as ${user}, and has no passwordFile`);
  }
  const pair = Buffer.from(`${user}:${readSecret(passwordFile)}`);
  return { authorization: `Basic ${pair.toString('base64')}` };
}

function isOk({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** A server that does not say the size is believed. */
function hasSize({ headers }: Answer, size: number): boolean {
  const length = headers['content-length'];
  return length === undefined || Number(length) === size;
}
