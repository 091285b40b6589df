import type { StagedFile, StagingArea } from './staging-area';

const REMEMBERED = 1000;

/**
 * A staging area that sends each file once at a time, and remembers for a while what is there. A URL of
 * its has at least half of its life before it.
 */
export class PublishedOnce implements StagingArea {
  /** By digest and name, oldest first. */
  private readonly _known = new Map<string, { url: string; until: number }>();
  private readonly _running = new Map<
    string,
    { name: string; url: Promise<string>; sent: () => number }
  >();

  /** @param _halfLife milliseconds after which is looked again */
  constructor(
    private readonly _area: StagingArea,
    private readonly _halfLife: number,
    private readonly _now: () => number = Date.now
  ) {}

  get words(): string {
    return this._area.words;
  }

  async publish(file: StagedFile): Promise<string> {
    const { digest, name } = file;
    for (let running; (running = this._running.get(digest));) {
      if (running.name === name) {
        return running.url;
      }
      // The same content under another name: whether that went well is its caller's to know.
      await running.url.catch(() => undefined);
    }
    const known = this._known.get(`${digest}/${name}`);
    if (known && known.until > this._now()) {
      return known.url;
    }
    let sent = (): number => 0;
    const onStart = (started: () => number): void => void (sent = started);
    const url = this._publish({ ...file, onStart }).finally(() => this._running.delete(digest));
    this._running.set(digest, { name, url, sent: () => sent() });
    return url;
  }

  sent(digest: string): number {
    return this._running.get(digest)?.sent() ?? 0;
  }

  private async _publish(file: StagedFile): Promise<string> {
    const until = this._now() + this._halfLife;
    const url = await this._area.publish(file);
    const key = `${file.digest}/${file.name}`;
    this._known.delete(key);
    this._known.set(key, { url, until });
    for (const oldest of this._known.keys()) {
      if (this._known.size <= REMEMBERED) {
        break;
      }
      this._known.delete(oldest);
    }
    return url;
  }
}
