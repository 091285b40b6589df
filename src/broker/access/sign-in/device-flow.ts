import type { DeviceAuthorizationResponse } from 'openid-client';

import type { DeviceSignIn } from '../../../model/broker-entry';
import { formatInstant } from '../../../model/time';
import { say } from '../../problem';
import { IssuerTrouble, type Issuer, type Tokens } from './issuer';

/** Longer texts of an issuer are no codes and no addresses. */
const LONGEST = 2000;

/** One attempt to sign in by a code that a person types in a browser (RFC 8628). */
export class DeviceFlow {
  /** @throws IssuerTrouble where the issuer gives no code */
  static async start(
    issuer: Issuer,
    /** Keeps what the issuer gave. */
    keep: (tokens: Tokens) => Promise<void>,
    /** Told when it has ended, one way or the other. */
    onEnd: () => void
  ): Promise<DeviceFlow> {
    const device = await issuer.startDevice();
    const { user_code, verification_uri, verification_uri_complete } = device;
    for (const address of [verification_uri, verification_uri_complete ?? verification_uri]) {
      if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '') || address.length > LONGEST) {
        throw new IssuerTrouble('it names no web page to type the code at');
      }
    }
    return new DeviceFlow(
      {
        state: 'pending',
        userCode: user_code.replace(/\p{Cc}/gu, '').slice(0, 100),
        verificationUri: verification_uri,
        ...(verification_uri_complete === undefined
          ? {}
          : { verificationUriComplete: verification_uri_complete }),
        expires: formatInstant(Date.now() + device.expires_in * 1000)
      },
      { device, issuer, keep, onEnd }
    );
  }

  /** As it is now. */
  get document(): DeviceSignIn {
    return this._document;
  }

  /** Gives it up. */
  cancel(): void {
    this._cancelled.abort();
  }

  private constructor(
    private _document: DeviceSignIn,
    { device, issuer, keep, onEnd }: Flow
  ) {
    const expiry = AbortSignal.timeout(device.expires_in * 1000);
    void issuer
      .poll(device, AbortSignal.any([this._cancelled.signal, expiry]))
      .then(async tokens => {
        if (!this._cancelled.signal.aborted) {
          await keep(tokens);
          this._document = { state: 'signed-in' };
        }
      })
      .catch((error: unknown) => {
        const reason = expiry.aborted
          ? 'the code was not used in time; start again'
          : error instanceof Error
            ? error.message
            : String(error);
        this._document = {
          state: 'failed',
          messages: [say('ERROR', 'sign-in-failed', 'The sign-in failed: {reason}', { reason })]
        };
      })
      .then(() => {
        if (!this._cancelled.signal.aborted) {
          onEnd();
        }
      });
  }

  private readonly _cancelled = new AbortController();
}

interface Flow {
  device: DeviceAuthorizationResponse;
  issuer: Issuer;
  keep: (tokens: Tokens) => Promise<void>;
  onEnd: () => void;
}
