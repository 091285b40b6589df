import { AwsV4Signer } from 'aws4fetch';

import { baseUrl } from './base-url';
import { contentDisposition } from './file-name';
import { FileServer, type Answer } from './file-server';
import { readKeys, type S3Keys } from './s3-keys';
import type { StagedFile, StagingArea } from './staging-area';
import type { S3Config } from './staging-config';

/** AWS's limit for signed URLs, in seconds: seven days. */
const LONGEST = 604_800;

/**
 * A bucket of an S3 server. A file lies there under its digest, which goes with the upload, so that the
 * server checks what arrives; it is read by signed URLs (AWS Signature Version 4).
 */
export class S3Area implements StagingArea {
  readonly words: string;
  private readonly _folder: URL;
  private readonly _region: string;
  private readonly _server: FileServer;
  private readonly _keys: S3Keys;

  /**
   * @param seconds how long a link can be used
   * @throws Error where the keys or a file of the configuration cannot be read
   */
  constructor(
    config: S3Config,
    private readonly _seconds: number
  ) {
    if (_seconds > LONGEST) {
      throw new Error('A link to S3 can be used for seven days at most; shorten its lifetime');
    }
    this._region = config.region ?? 'us-east-1';
    this._folder = folderUrl(config, this._region);
    this._server = new FileServer(this._folder, config.caFile);
    this._keys = readKeys(config.keysFile);
    this.words = `S3 bucket ${config.bucket} at ${baseUrl(config.endpoint ?? this._folder.origin).host}`;
  }

  async publish(file: StagedFile): Promise<string> {
    const url = new URL(file.digest, this._folder);
    const found = await this._ask('HEAD', url);
    if (found.status !== 200 && found.status !== 404) {
      await this._explain(url);
    }
    if (found.status !== 200 || Number(found.headers['content-length']) !== file.size) {
      const sent = await this._ask('PUT', url, file);
      if (sent.status !== 200) {
        throw this._refusal('take a file', sent);
      }
    }
    return this._link(url, file.name);
  }

  /** HEAD has no body that says why. Without the right to list, a missing file is "denied" too. */
  private async _explain(url: URL): Promise<void> {
    const answer = await this._ask('GET', url, undefined, { range: 'bytes=0-0' });
    if (answer.status >= 300 && answer.status !== 416 && codeOf(answer) !== 'AccessDenied') {
      throw this._refusal('say whether it has a file', answer);
    }
  }

  private async _ask(
    method: string,
    url: URL,
    file?: StagedFile,
    headers: Record<string, string> = {}
  ): Promise<Answer> {
    const signed = await this._signer(method, url, {
      ...headers,
      ...(file
        ? { 'content-type': 'application/octet-stream', 'x-amz-content-sha256': file.digest }
        : {})
    }).sign();
    return this._server.ask({
      method,
      url,
      headers: Object.fromEntries(signed.headers),
      ...(file ? { file } : {})
    });
  }

  private async _link(url: URL, name: string): Promise<string> {
    const link = new URL(url);
    link.searchParams.set('X-Amz-Expires', String(this._seconds));
    link.searchParams.set('response-content-disposition', contentDisposition(name));
    return (await this._signer('GET', link, {}, true).sign()).url.href;
  }

  private _signer(
    method: string,
    url: URL,
    headers: Record<string, string>,
    signQuery = false
  ): AwsV4Signer {
    return new AwsV4Signer({
      ...this._keys,
      service: 's3',
      region: this._region,
      method,
      url: url.href,
      headers,
      signQuery
    });
  }

  private _refusal(deed: string, answer: Answer): Error {
    const code = codeOf(answer);
    const advice = code && (ADVICE[code] ?? code);
    return answer.status === 301 || answer.status === 307
      ? this._server.refusal(deed, answer, 'the bucket lies elsewhere: look at region and endpoint')
      : this._server.refusal(deed, answer, advice);
  }
}

function folderUrl({ endpoint, bucket, prefix, addressing }: S3Config, region: string): URL {
  const url = baseUrl(endpoint ?? `https://s3.${region}.amazonaws.com`);
  if (addressing === 'host') {
    url.host = `${bucket}.${url.host}`;
  } else {
    url.pathname += `${bucket}/`;
  }
  url.pathname += prefix === undefined ? '' : `${prefix.replace(/\/$/, '')}/`;
  return url;
}

/** The one thing read of an error's document: other parts of it repeat what was signed. */
function codeOf({ text }: Answer): string | undefined {
  return /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1];
}

const ADVICE: Partial<Record<string, string>> = {
  AccessDenied: 'the keys must allow to read and write there',
  AuthorizationHeaderMalformed: 'look at the region of staging',
  EntityTooLarge: 'the file is too large for it',
  InvalidAccessKeyId: 'it does not know the access key of staging',
  NoSuchBucket: 'there is no such bucket; make it, or name another',
  RequestTimeTooSkewed: 'its clock and ours are too far apart',
  SignatureDoesNotMatch: 'the secret key of staging is not the right one'
};
