import type { Platform } from './platform';

/** The platforms of a broker, by name and in order. Brokers on the network come and go. */
export class Platforms {
  private readonly _byName = new Map<string, Platform>();
  /** Those that are asked no more, and still have sessions that go on. */
  private readonly _retired = new Map<string, Platform>();

  /** Those that are asked. */
  get asked(): readonly Platform[] {
    return [...this._byName.values()];
  }

  /** The platform of a session, whether or not it is still asked. */
  get(name: string): Platform | undefined {
    return this._byName.get(name) ?? this._retired.get(name);
  }

  /** Asks this platform from now on, in the place of one of the same name. */
  add(platform: Platform): void {
    this._retired.delete(platform.name);
    this._byName.set(platform.name, platform);
  }

  /** Asks a platform no more. Its sessions go on. */
  retire(name: string): void {
    const platform = this._byName.get(name);
    if (platform) {
      this._byName.delete(name);
      this._retired.set(name, platform);
    }
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this._byName.values(), ...this._retired.values()].map(async platform => platform.close())
    );
  }
}
