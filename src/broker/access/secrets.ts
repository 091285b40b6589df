/** Where secrets lie. They come out for a request to the broker that they belong to, and nowhere else. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** Secrets that outlive this process. */
export interface Keeper extends Secrets {
  /** Who keeps them, for people to read. */
  readonly words: string;
}

/** A keeper that is looked for at the first use: finding a keyring takes a process. */
export class LazySecrets implements Secrets {
  constructor(private readonly _find: () => Promise<Keeper>) {}

  /** Who keeps them; `undefined` until that is known. */
  get words(): string | undefined {
    return this._words;
  }

  /** Finds out who keeps them. */
  async find(): Promise<Keeper> {
    this._found ??= this._find();
    const keeper = await this._found;
    this._words = keeper.words;
    return keeper;
  }

  async get(name: string): Promise<string | undefined> {
    return (await this.find()).get(name);
  }

  async set(name: string, secret: string): Promise<void> {
    await (await this.find()).set(name, secret);
  }

  async delete(name: string): Promise<void> {
    await (await this.find()).delete(name);
  }

  private _found: Promise<Keeper> | undefined;
  private _words: string | undefined;
}

/** Secrets of a moment, for a look that keeps nothing. */
export class PassingSecrets implements Secrets {
  async get(name: string): Promise<string | undefined> {
    return Promise.resolve(this._secrets.get(name));
  }

  async set(name: string, secret: string): Promise<void> {
    this._secrets.set(name, secret);
    return Promise.resolve();
  }

  async delete(name: string): Promise<void> {
    this._secrets.delete(name);
    return Promise.resolve();
  }

  private readonly _secrets = new Map<string, string>();
}
