import { Type, type Static } from 'typebox';

import type { DeviceSignIn, SignIn } from '../../../model/broker-entry';
import { check } from '../../../model/validate';
import { Problem, say } from '../../problem';
import type { AnyEntry } from '../entry';
import type { Secrets } from '../secrets';
import { secretName, SignInNeeded, type Access } from './access';
import { DeviceFlow } from './device-flow';
import { Issuer, IssuerTrouble, type Tokens } from './issuer';

/** A token is renewed so long before its end, in milliseconds: a request takes time. */
const MARGIN = 30_000;

/** The least that signs in again: keyrings are small, and what is not kept cannot be lost. */
const Kept = Type.Object({
  refresh: Type.Optional(Type.String()),
  /** Only where there is nothing to renew it by. */
  access: Type.Optional(Type.String()),
  expires: Type.Optional(Type.Number()),
  user: Type.Optional(Type.String())
});
type Kept = Static<typeof Kept>;

export interface OidcAccessOptions {
  entry: AnyEntry;
  signIn: Extract<SignIn, { kind: 'oidc' }>;
  secrets: Secrets;
  /** Told when a person has signed in, or failed to. */
  onChange: () => void;
}

/** OpenID Connect: a person signs in by a code once, then the token is renewed as long as that goes. */
export class OidcAccess implements Access {
  constructor(private readonly _options: OidcAccessOptions) {
    const { entry, signIn } = _options;
    this._name = secretName(entry);
    this._issuer = new Issuer(signIn, entry.caFile);
  }

  async authorize(again: boolean): Promise<Record<string, string>> {
    const usable = this._tokens && !isOver(this._tokens) && !again;
    const { access } = usable && this._tokens ? this._tokens : await this._renewOnce();
    return { Authorization: `Bearer ${access}` };
  }

  async holder(): Promise<{ signedIn: boolean; signedInAs?: string }> {
    const kept = await this._kept();
    return {
      signedIn: kept !== undefined,
      ...(kept?.user === undefined ? {} : { signedInAs: kept.user })
    };
  }

  /** Starts a sign-in, or goes on with the one that waits. @throws Problem 502 */
  async startSignIn(): Promise<DeviceSignIn> {
    if (this._flow?.document.state !== 'pending') {
      this._starting ??= this._start().finally(() => {
        this._starting = undefined;
      });
      this._flow = await this._starting;
    }
    return this._flow.document;
  }

  /** @throws Problem 404 where none was started, and nobody is signed in */
  async readSignIn(): Promise<DeviceSignIn> {
    if (!this._flow && !(await this._kept())) {
      throw new Problem(404, [
        say('ERROR', 'no-sign-in', 'No sign-in at {broker} was started', {
          broker: this._options.entry.name
        })
      ]);
    }
    return this._flow?.document ?? { state: 'signed-in' };
  }

  /** Gives up a sign-in that waits; whether there was one. */
  cancelSignIn(): boolean {
    const isPending = this._flow?.document.state === 'pending';
    if (isPending) {
      this.close();
    }
    return isPending;
  }

  async signOut(): Promise<void> {
    this.close();
    await this._renewing?.catch(() => undefined);
    const kept = await this._kept();
    this._tokens = undefined;
    await this._options.secrets.delete(this._name);
    const token = kept?.refresh ?? kept?.access;
    if (token !== undefined) {
      // Here it is forgotten in any case.
      await this._issuer.revoke(token).catch(() => undefined);
    }
  }

  close(): void {
    this._flow?.cancel();
    this._flow = undefined;
  }

  private async _start(): Promise<DeviceFlow> {
    const { onChange } = this._options;
    const keep = async (tokens: Tokens): Promise<void> => {
      await this._keep(tokens);
    };
    try {
      return await DeviceFlow.start(this._issuer, keep, onChange);
    } catch (error) {
      throw this._problem(error);
    }
  }

  /** A token that is renewed once, however many requests wait for it. */
  private async _renewOnce(): Promise<Tokens> {
    this._renewing ??= this._renew().finally(() => {
      this._renewing = undefined;
    });
    return this._renewing;
  }

  private async _renew(): Promise<Tokens> {
    const kept = await this._kept();
    if (!kept) {
      throw this._needed('nobody is signed in');
    }
    if (kept.refresh === undefined) {
      // Kept from an earlier run, and not tried yet.
      if (kept.access !== undefined && !this._tokens && !isOver(kept)) {
        return (this._tokens = { ...kept, access: kept.access });
      }
      await this._options.secrets.delete(this._name);
      throw this._needed('the sign-in has ended');
    }
    try {
      return await this._keep({
        ...(kept.user === undefined ? {} : { user: kept.user }),
        ...(await this._issuer.refresh(kept.refresh))
      });
    } catch (error) {
      if (error instanceof IssuerTrouble && error.code === 'invalid_grant') {
        this._tokens = undefined;
        await this._options.secrets.delete(this._name);
        throw this._needed('the sign-in has ended');
      }
      throw this._problem(error);
    }
  }

  private async _keep(tokens: Tokens): Promise<Tokens> {
    const { access, expires, refresh, user } = tokens;
    this._tokens = tokens;
    const kept: Kept = {
      ...(refresh === undefined ? { access, ...(expires ? { expires } : {}) } : { refresh }),
      ...(user === undefined ? {} : { user })
    };
    await this._options.secrets.set(this._name, JSON.stringify(kept));
    return tokens;
  }

  private async _kept(): Promise<Kept | undefined> {
    const text = await this._options.secrets.get(this._name);
    let value: unknown;
    try {
      value = text === undefined ? undefined : JSON.parse(text);
    } catch {
      return undefined; // not ours
    }
    return check(Kept, value).length ? undefined : (value as Kept);
  }

  private _needed(reason: string): SignInNeeded {
    return new SignInNeeded(this._options.entry.name, reason);
  }

  private _problem(error: unknown): unknown {
    return error instanceof IssuerTrouble
      ? new Problem(502, [
          say('ERROR', 'issuer-trouble', 'Signing in at {issuer} does not work: {reason}', {
            issuer: this._options.signIn.issuer,
            reason: error.message
          })
        ])
      : error;
  }

  private readonly _name: string;
  private readonly _issuer: Issuer;
  private _tokens: Tokens | undefined;
  private _renewing: Promise<Tokens> | undefined;
  private _starting: Promise<DeviceFlow> | undefined;
  private _flow: DeviceFlow | undefined;
}

function isOver({ expires = Infinity }: { expires?: number }): boolean {
  return expires - MARGIN < Date.now();
}
