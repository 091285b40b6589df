import type { SignIn } from '../../../model/broker-entry';
import { Problem, say } from '../../problem';
import { readSecret } from '../../secret-file';
import type { AnyEntry } from '../entry';
import type { Secrets } from '../secrets';
import { secretName, SignInNeeded, type Access } from './access';

/** Basic (RFC 7617) and bearer (RFC 6750): what is kept is sent as it is. */
export class SharedSecret implements Access {
  constructor(
    private readonly _entry: AnyEntry,
    private readonly _signIn: Extract<SignIn, { kind: 'basic' | 'bearer' }>,
    private readonly _secrets: Secrets
  ) {
    this._name = secretName(_entry);
    this._word = _signIn.kind === 'basic' ? 'password' : 'token';
  }

  async authorize(again: boolean): Promise<Record<string, string>> {
    const secret = await this._secret();
    if (secret === undefined) {
      throw new SignInNeeded(this._entry.name, `it wants a ${this._word}, and none is kept`);
    }
    if (again) {
      const whose = this._signIn.kind === 'basic' ? ` of ${this._signIn.user}` : '';
      throw new SignInNeeded(this._entry.name, `the ${this._word}${whose} was refused`);
    }
    const value =
      this._signIn.kind === 'basic'
        ? `Basic ${Buffer.from(`${this._signIn.user}:${secret}`).toString('base64')}`
        : `Bearer ${secret}`;
    return { Authorization: value };
  }

  async holder(): Promise<{ signedIn: boolean; signedInAs?: string }> {
    const signedIn = (await this._secret()) !== undefined;
    const user = this._signIn.kind === 'basic' ? this._signIn.user : undefined;
    return { signedIn, ...(signedIn && user !== undefined ? { signedInAs: user } : {}) };
  }

  /** Keeps a password or a token. @throws Problem 400 where it cannot be one */
  async enter(secret: string): Promise<void> {
    const right = this._signIn.kind === 'basic' ? isPassword(secret) : isToken(secret.trim());
    if (!right) {
      throw new Problem(400, [
        say(
          'ERROR',
          'bad-secret',
          'That cannot be a {word}: it has characters that none can have',
          {
            word: this._word
          }
        )
      ]);
    }
    await this._secrets.set(this._name, this._signIn.kind === 'basic' ? secret : secret.trim());
  }

  async signOut(): Promise<void> {
    await this._secrets.delete(this._name);
  }

  close(): void {
    // Nothing is under way.
  }

  /** What a person has entered comes before what an administrator has left in a file. */
  private async _secret(): Promise<string | undefined> {
    const { name, secretFile } = this._entry;
    const entered = await this._secrets.get(this._name);
    if (entered !== undefined || secretFile === undefined) {
      return entered;
    }
    try {
      return readSecret(secretFile);
    } catch (error) {
      throw new SignInNeeded(name, (error as Error).message);
    }
  }

  private readonly _name: string;
  private readonly _word: string;
}

/** Anything but control characters. */
function isPassword(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

/** What a header can carry, in one word. */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
