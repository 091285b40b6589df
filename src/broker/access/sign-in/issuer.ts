import type {
  Configuration,
  DeviceAuthorizationResponse,
  TokenEndpointResponse
} from 'openid-client';

import type { SignIn } from '../../../model/broker-entry';
import { issuerFetch } from './issuer-fetch';
import { issuerWords, mayPass } from './issuer-words';

/** Seconds that an issuer has for an answer. */
const PATIENCE = 10;
/** What is asked for where the entry says nothing: who it is, and to stay signed in. */
const SCOPE = 'openid offline_access';
/** Seconds: no issuer makes us ask more often, or lets a person wait longer for the next look. */
const INTERVAL = { least: 1, most: 60 };
/** Seconds that a code can be used at the most. */
const LONGEST = 3600;

/** What an issuer gave. */
export interface Tokens {
  access: string;
  /** Milliseconds since 1970; absent where it did not say. */
  expires?: number;
  refresh?: string;
  /** Who is signed in, as the issuer calls them. */
  user?: string;
}

/** An issuer did not do what it was asked. What it said is never part of this: it may be a secret. */
export class IssuerTrouble extends Error {
  constructor(
    message: string,
    /** The code of OAuth for it, where the issuer gave one. */
    readonly code?: string,
    /** Whether the same may work in a moment. */
    readonly passing = false
  ) {
    super(message);
  }
}

/** An OpenID Connect provider, as its discovery document describes it (RFC 8414, RFC 8628). */
export class Issuer {
  constructor(
    private readonly _signIn: Extract<SignIn, { kind: 'oidc' }>,
    private readonly _caFile?: string
  ) {}

  /** @throws IssuerTrouble */
  async startDevice(): Promise<DeviceAuthorizationResponse> {
    return this._ask(async (client, config) => {
      if (!config.serverMetadata().device_authorization_endpoint) {
        throw new IssuerTrouble('it does not offer to sign in by a code (the device flow)');
      }
      const { scope = SCOPE } = this._signIn;
      // Without a consent an issuer need not give what keeps one signed in (OpenID Connect, 11).
      const staying = scope.split(' ').includes('offline_access');
      const answer = await client.initiateDeviceAuthorization(
        config,
        staying ? { scope, prompt: 'consent' } : { scope }
      );
      return {
        ...answer,
        interval: Math.min(Math.max(answer.interval ?? 5, INTERVAL.least), INTERVAL.most),
        expires_in: Math.min(answer.expires_in, LONGEST)
      };
    });
  }

  /**
   * Waits until the person has said yes, as the issuer wants to be asked. A failure that may pass is
   * waited out, twice as long each time.
   *
   * @throws IssuerTrouble
   */
  async poll(device: DeviceAuthorizationResponse, signal: AbortSignal): Promise<Tokens> {
    for (let { interval = 5 } = device; ; interval = Math.min(interval * 2, INTERVAL.most)) {
      try {
        return await this._ask(async (client, config) =>
          tokensOf(
            await client.pollDeviceAuthorizationGrant(config, { ...device, interval }, undefined, {
              signal
            })
          )
        );
      } catch (error) {
        if (signal.aborted || !(error instanceof IssuerTrouble && error.passing)) {
          throw error;
        }
      }
    }
  }

  /** @throws IssuerTrouble, with the code `invalid_grant` where the person must sign in again */
  async refresh(refresh: string): Promise<Tokens> {
    return this._ask(async (client, config) => ({
      refresh,
      ...tokensOf(await client.refreshTokenGrant(config, refresh))
    }));
  }

  /** Tells the issuer that a token is no longer wanted, where it wants to know (RFC 7009). */
  async revoke(token: string): Promise<void> {
    await this._ask(async (client, config) => {
      if (config.serverMetadata().revocation_endpoint) {
        await client.tokenRevocation(config, token);
      }
    });
  }

  private async _ask<T>(
    work: (client: typeof import('openid-client'), config: Configuration) => Promise<T>
  ): Promise<T> {
    try {
      const client = await import('openid-client');
      this._config ??= this._discover(client).catch((error: unknown) => {
        this._config = undefined;
        throw error;
      });
      return await work(client, await this._config);
    } catch (error) {
      if (error instanceof IssuerTrouble) {
        throw error;
      }
      const { code, words } = issuerWords(error);
      throw new IssuerTrouble(words, code, mayPass(error));
    }
  }

  private async _discover(client: typeof import('openid-client')): Promise<Configuration> {
    const { issuer, clientId } = this._signIn;
    const url = new URL(issuer);
    return client.discovery(url, clientId, undefined, client.None(), {
      timeout: PATIENCE,
      // Deprecated so as to stand out. Over http only on this computer: `issuerFetch` sees to it.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      execute: url.protocol === 'http:' ? [client.allowInsecureRequests] : [],
      [client.customFetch]: await issuerFetch(this._caFile)
    });
  }

  private _config: Promise<Configuration> | undefined;
}

function tokensOf(
  answer: TokenEndpointResponse & { claims?: () => Record<string, unknown> | undefined }
): Tokens {
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = answer;
  const { preferred_username, email, name, sub } = answer.claims?.() ?? {};
  const user = [preferred_username, email, name, sub].find(
    (text): text is string => typeof text === 'string' && text.length > 0
  );
  return {
    access,
    ...(seconds === undefined ? {} : { expires: Date.now() + seconds * 1000 }),
    ...(refresh === undefined ? {} : { refresh }),
    ...(user === undefined ? {} : { user: user.replace(/\p{Cc}/gu, ' ').slice(0, 100) })
  };
}
