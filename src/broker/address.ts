import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';

import ipaddr from 'ipaddr.js';

/** Ranges (as ipaddr.js names them) where no broker is: link-local holds the metadata of clouds. */
const FORBIDDEN_RANGES = new Set(['linkLocal', 'multicast', 'unspecified', 'broadcast']);

/** Metadata services outside link-local: AWS over IPv6, Alibaba, Azure, Oracle. */
const METADATA = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192']);

/** An address that nothing is sent to, whatever name led there. */
export class ForbiddenAddress extends Error {
  constructor(readonly address: string) {
    super(`${address} is an address that no request goes to: link-local, metadata or multicast`);
  }
}

/** Whether a host, as it stands in a URL or by itself, is this computer by its name or number. */
export function isLoopback(host: string): boolean {
  const bare = bareAddress(host);
  return (
    bare === 'localhost' || (ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback')
  );
}

/** Whether a URL leads to this computer, by the name that it has for itself. */
export function leadsHere(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return isLoopback(host) || host.endsWith('.localhost');
}

/** Whether requests may never go to an IP address, by itself or as the host of a URL. Private ones and loopback are fine. */
export function isForbidden(host: string): boolean {
  const address = bareAddress(host);
  if (!ipaddr.isValid(address)) {
    return false;
  }
  const parsed = ipaddr.process(address);
  return (
    FORBIDDEN_RANGES.has(parsed.range()) ||
    METADATA.has(parsed.toString()) ||
    embedded(parsed).some(isForbidden)
  );
}

/** Without the brackets that IPv6 has in a URL. */
function bareAddress(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** The IPv4 address that an IPv6 one leads to by translation (RFC 6052) or a tunnel (RFC 3056). */
function embedded(address: ipaddr.IPv4 | ipaddr.IPv6): string[] {
  const at = new Map<string, number>([
    ['rfc6052', 12],
    ['6to4', 2]
  ]).get(address.range());
  const bytes = address.toByteArray();
  return at === undefined ? [] : [bytes.slice(at, at + 4).join('.')];
}

type Found = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number
) => void;

/** dns.lookup() that finds no forbidden address: for what is connected to is what was checked. */
export function guardedLookup(host: string, options: LookupOptions, found: Found): void {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) {
      found(error, []);
      return;
    }
    const allowed = addresses.filter(({ address }) => !isForbidden(address));
    const [first] = allowed;
    if (!first) {
      found(new ForbiddenAddress(addresses[0]?.address ?? host), []);
    } else if (options.all) {
      found(null, allowed);
    } else {
      found(null, first.address, first.family);
    }
  });
}
