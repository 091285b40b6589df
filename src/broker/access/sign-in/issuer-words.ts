import { NotFetched } from './issuer-fetch';

/** What the error codes of RFC 6749, RFC 8628 and OpenID Connect say to a person. */
const CODES: Readonly<Record<string, string>> = {
  access_denied: 'it was refused there',
  expired_token: 'the code was not used in time; start again',
  invalid_client: 'it does not know this client; look at the client of the entry',
  invalid_grant: 'the sign-in has ended there; sign in again',
  invalid_request: 'it does not understand what it was asked',
  invalid_scope: 'it does not give what the scope of the entry asks for',
  server_error: 'something went wrong there; try again',
  temporarily_unavailable: 'it has too much to do; try again',
  unauthorized_client: 'this client may not sign in by a code there',
  unsupported_grant_type: 'it does not offer to sign in by a code (the device flow)'
};

/** What the library calls answers that cannot be used. */
const USELESS: Readonly<Record<string, string>> = {
  OAUTH_TIMEOUT: 'nothing came in time',
  OAUTH_ABORT: 'it was given up',
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED:
    'it calls itself by another URL than the one of the entry',
  OAUTH_RESPONSE_IS_NOT_CONFORM:
    'it answers something that is no sign-in; look at the issuer of the entry'
};

/**
 * What went wrong at an issuer, in our words only. The library's errors carry the answer, and an
 * answer may carry tokens; so nothing of it is passed on but codes that we know.
 */
export function issuerWords(error: unknown): { words: string; code?: string } {
  for (const { message, code, error: oauth, notFetched } of causes(error)) {
    if (notFetched) {
      return { words: message };
    }
    if (oauth !== undefined) {
      const words = Object.hasOwn(CODES, oauth) ? CODES[oauth] : undefined;
      return words === undefined
        ? { words: 'it refused, for a reason that is not known here' }
        : { words, code: oauth };
    }
    if (code !== undefined && Object.hasOwn(USELESS, code)) {
      return { words: USELESS[code] ?? code };
    }
  }
  const network = networkCode(error);
  return {
    words: network ? `it does not answer (${network})` : 'its answer is not one of a sign-in'
  };
}

/** Whether the same request may be answered in a moment: the network failed, not the sign-in. */
export function mayPass(error: unknown): boolean {
  return (
    networkCode(error) !== undefined ||
    causes(error).some(
      ({ code }) => code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM'
    )
  );
}

/** The code of the system or of TLS, such as ECONNREFUSED. */
function networkCode(error: unknown): string | undefined {
  return causes(error)
    .map(({ code }) => code)
    .find(
      code => code !== undefined && /^(E|UND_ERR_|CERT_|DEPTH_|SELF_|UNABLE_)[A-Z_]+$/.test(code)
    );
}

interface Cause {
  message: string;
  code: string | undefined;
  /** The `error` of an OAuth answer. */
  error: string | undefined;
  notFetched: boolean;
}

/** An error, and what caused it, outermost first; by their shape, for not all causes are errors. */
function causes(error: unknown): Cause[] {
  const found: Cause[] = [];
  for (let at = error; typeof at === 'object' && at !== null && found.length < 8;) {
    const { message, code, error: oauth, cause } = at as Record<keyof Cause | 'cause', unknown>;
    found.push({
      message: String(message),
      code: typeof code === 'string' ? code : undefined,
      error: typeof oauth === 'string' ? oauth : undefined,
      notFetched: at instanceof NotFetched
    });
    at = cause;
  }
  return found;
}
