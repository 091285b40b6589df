import { lookup as lookupName } from 'node:dns';
import type { LookupFunction } from 'node:net';

import ipaddr from 'ipaddr.js';

/** Whether a host, as it stands in a URL, is this computer by its name or number. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || (ipaddr.isValid(bare) && rangeOf(bare) === 'loopback');
}

/** Whether an address is one of the link, where clouds tell machines their own secrets. */
export function isForbidden(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(bare) && (rangeOf(bare) === 'linkLocal' || bare === 'fd00:ec2::254');
}

function rangeOf(address: string): string {
  return ipaddr.process(address).range();
}

/** Looks a name up, and fails where it leads to an address that is forbidden. */
export const lookup: LookupFunction = (name, options, done) => {
  lookupName(name, { ...options, all: true }, (error, found) => {
    const first = error ? undefined : found[0];
    if (!first) {
      done(error, []);
    } else if (found.some(({ address }) => isForbidden(address))) {
      const refusal: NodeJS.ErrnoException = new Error(`${name} leads to a forbidden address`);
      refusal.code = 'EFORBIDDEN';
      done(refusal, []);
    } else if (options.all) {
      done(null, found);
    } else {
      done(null, first.address, first.family);
    }
  });
};
