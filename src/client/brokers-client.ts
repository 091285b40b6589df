import type { BrokerEntry, BrokerList, BrokerStatus, DeviceSignIn } from '../model/broker-entry';
import type { BrokerWire, CallOptions } from './broker-wire';

/** The brokers that a broker of ours asks, and signing in at them (our extension). */
export class BrokersClient {
  constructor(private readonly _wire: BrokerWire) {}

  /** The list, with what is known of each. */
  async list({ signal }: CallOptions = {}): Promise<BrokerList> {
    return this._wire.document('BrokerList', '/brokers', { signal: signal ?? null });
  }

  /** Replaces the user's list; an administrator's entries stay. */
  async replace(brokers: readonly BrokerEntry[]): Promise<BrokerList> {
    return this._wire.document('BrokerList', '/brokers', json('PUT', { brokers }));
  }

  /** Asks a broker what it is, with a secret that is not kept. */
  async test(
    broker: BrokerEntry,
    secret?: string,
    { signal }: CallOptions = {}
  ): Promise<BrokerStatus> {
    const credentials = secret === undefined ? {} : { credentials: { secret } };
    return this._wire.document('BrokerStatus', '/brokers/test', {
      ...json('POST', { broker, ...credentials }),
      signal: signal ?? null
    });
  }

  /** Gives the password or token for a broker into safe keeping; it never comes out again. */
  async setSecret(name: string, secret: string): Promise<void> {
    await this._wire.call(at(name, 'credentials'), json('PUT', { secret }));
  }

  async forgetSecret(name: string): Promise<void> {
    await this._wire.call(at(name, 'credentials'), { method: 'DELETE' });
  }

  /** Begins a device flow (RFC 8628). */
  async startSignIn(name: string): Promise<DeviceSignIn> {
    return this._wire.document('DeviceSignIn', at(name, 'sign-in'), { method: 'POST' });
  }

  /** How far it is. */
  async signIn(name: string, { signal }: CallOptions = {}): Promise<DeviceSignIn> {
    return this._wire.document('DeviceSignIn', at(name, 'sign-in'), { signal: signal ?? null });
  }

  /** Ends a device flow that is under way, or what came of it. */
  async endSignIn(name: string): Promise<void> {
    await this._wire.call(at(name, 'sign-in'), { method: 'DELETE' });
  }
}

function at(name: string, what: string): string {
  return `/brokers/${encodeURIComponent(name)}/${what}`;
}

function json(method: string, body: object) {
  return {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body)
  };
}
