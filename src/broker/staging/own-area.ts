import { baseUrl } from './base-url';
import type { SignedUrls } from './signed-urls';
import type { StagingArea } from './staging-area';
import type { OwnConfig } from './staging-config';

/** Our own store, where the other brokers can reach us: there is nothing to send. */
export class OwnArea implements StagingArea {
  readonly words: string;
  private readonly _base: URL;

  /** @param _seconds how long a link can be used */
  constructor(
    { url }: OwnConfig,
    private readonly _links: SignedUrls,
    private readonly _seconds: number
  ) {
    this._base = baseUrl(url);
    this.words = `this broker at ${this._base.host}`;
  }

  async publish({ digest, name }: { digest: string; name: string }): Promise<string> {
    const url = new URL(`files/sha256/${digest}`, this._base);
    url.search = this._links.sign(digest, name, this._seconds);
    return Promise.resolve(url.href);
  }
}
