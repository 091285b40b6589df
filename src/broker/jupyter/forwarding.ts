import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** RFC 9110, "Connection": what is about one connection only. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade'
];
/** The client's credentials with us and where it sits; and what is said anew. */
const NOT_SENT = new Set([
  ...HOP_BY_HOP,
  'authorization',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'origin',
  'referer',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-real-ip',
  'x-xsrftoken'
]);
const NOT_RETURNED = new Set([...HOP_BY_HOP, 'set-cookie', 'location']);
/** Where a credential may stand in a query. */
const PRIVATE = new Set(['token', '_xsrf']);

/** A client's headers as they go on to a Jupyter server. */
export function sentHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return without(headers, NOT_SENT);
}

/** A Jupyter server's headers as they go back; a `Location` is to be seen to. */
export function returnedHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return without(headers, NOT_RETURNED);
}

function without(headers: IncomingHttpHeaders, dropped: ReadonlySet<string>): OutgoingHttpHeaders {
  const named = new Set(headers.connection?.split(',').map(name => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !dropped.has(name) && !named.has(name))
  );
}

/** A query (with its `?`, or empty) without credentials, and otherwise as it was. */
export function publicQuery(query: string): string {
  const kept = query
    .slice(1)
    .split('&')
    .filter(part => !PRIVATE.has(decoded(part.split('=')[0] ?? '')));
  return kept.join('&') ? `?${kept.join('&')}` : '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Where a `Location` leads as the client sees it: below the server's own folder to below `prefix`;
 * `undefined` for anywhere else.
 */
export function seenLocation(
  location: string,
  { target, folder, prefix }: { target: URL; folder: URL; prefix: string }
): string | undefined {
  if (!URL.canParse(location, target.href)) {
    return undefined;
  }
  const { href } = new URL(location, target);
  return href.startsWith(folder.href) ? prefix + href.slice(folder.href.length) : undefined;
}
