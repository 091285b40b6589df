import { ForbiddenAddress } from '../../address';
import { RemoteError } from './remote-error';

/** What system, TLS and HTTP errors say to a person; those of the first kind came before anything was sent. */
const BEFORE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at {host}',
  ENOTFOUND: 'there is no host of the name {host}',
  EAI_AGAIN: 'the name {host} cannot be looked up at the moment',
  EHOSTUNREACH: 'there is no way to {host}',
  ENETUNREACH: 'there is no way to {host}',
  UND_ERR_CONNECT_TIMEOUT: '{host} does not take connections',
  CERT_HAS_EXPIRED: 'the certificate of {host} has expired',
  CERT_NOT_YET_VALID: 'the certificate of {host} is not valid yet; is a clock wrong?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of {host} is for another host',
  EPROTO: '{host} does not speak TLS; is its URL http://?',
  ERR_SSL_WRONG_VERSION_NUMBER: '{host} does not speak TLS; is its URL http://?',
  ...Object.fromEntries(
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
    ].map(code => [
      code,
      'the certificate of {host} is signed by nobody whom this machine trusts; name the file of its authority (caFile)'
    ])
  )
};
const AFTER: Readonly<Record<string, string>> = {
  ECONNRESET: '{host} broke the connection off before its answer was complete',
  UND_ERR_SOCKET: '{host} broke the connection off before its answer was complete',
  UND_ERR_ABORTED: '{host} broke the connection off before its answer was complete',
  EPIPE: '{host} broke the connection off before its answer was complete',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: '{host} announced another length than it sent',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of {host} are too long',
  Z_DATA_ERROR: 'the answer of {host} cannot be decompressed',
  Z_BUF_ERROR: 'the answer of {host} cannot be decompressed'
};

/** An error of the connection as one that a person can read. */
export function connectionError(error: unknown, host: string): RemoteError {
  if (error instanceof RemoteError) {
    return error;
  }
  if (error instanceof ForbiddenAddress) {
    return new RemoteError('silent', error.message, { sent: false, cause: error });
  }
  const { code = '', message } = error as { code?: string; message?: string };
  const before = BEFORE[code];
  const words =
    before ??
    AFTER[code] ??
    (code.startsWith('HPE_') ? 'what {host} answers is not HTTP' : message) ??
    String(error);
  return new RemoteError(
    code.startsWith('HPE_') ? 'rubbish' : 'silent',
    words.replace('{host}', host),
    {
      sent: before === undefined,
      cause: error
    }
  );
}
