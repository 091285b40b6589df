import { Type } from 'typebox';

import { BrokerEntry, type SignIn } from '../../model/broker-entry';
import { check } from '../../model/validate';
import { isLoopback } from '../address';
import { Routing } from '../offers/routing';
import { Problem, say } from '../problem';

/** A user's entry, or an administrator's. */
export interface AnyEntry extends BrokerEntry {
  /** An administrator's, for Basic and bearer: a file whose first line is the password or the token. */
  secretFile?: string;
  /** An administrator's: the requests that it is asked. */
  only?: Routing;
  /** An administrator's: whether what lies below it is not named. */
  hideBelow?: boolean;
}

/** What only an administrator writes down. */
const AdministratorPart = Type.Object({
  secretFile: Type.Optional(Type.String({ minLength: 1 })),
  only: Type.Optional(Routing),
  hideBelow: Type.Optional(Type.Boolean())
});

/**
 * An entry with its known properties only, its URL written in the one way.
 *
 * @param where such as `brokers[2]`
 * @throws Problem 400; what was found is not repeated, for people put passwords into wrong places
 */
export function checkedEntry(value: unknown, where: string): BrokerEntry {
  const [complaint] = check(BrokerEntry, value);
  const at = complaint?.path ? `.${complaint.path}` : '';
  const wrong = complaint
    ? `${at} ${complaint.expected}`
    : wrongWith(value as BrokerEntry, (value as BrokerEntry).signIn);
  if (wrong) {
    throw new Problem(400, [say('ERROR', 'bad-broker', '{where}{wrong}', { where, wrong })]);
  }
  const { name, url, form, signIn, caFile, enabled } = value as BrokerEntry;
  const { origin, pathname } = new URL(url);
  return {
    name,
    url: (origin + pathname).replace(/\/+$/, ''),
    ...(form === undefined || form === 'auto' ? {} : { form }),
    ...(signIn === undefined || signIn.kind === 'none' ? {} : { signIn: known(signIn) }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(enabled === false ? { enabled } : {})
  };
}

/**
 * An administrator's entries.
 *
 * @param taken names that something else has
 * @throws Error that names the broker and what is wrong with it
 */
export function administratorEntries(
  values: readonly unknown[],
  taken: readonly string[]
): AnyEntry[] {
  const names = new Set(taken);
  return values.map((value, i) => {
    const entry = checkedEntry(value, `The administrator's brokers[${i}]`);
    if (names.has(entry.name)) {
      throw new Error(`Two platforms are called ${entry.name}; give one of them another name`);
    }
    names.add(entry.name);
    const [complaint] = check(AdministratorPart, value);
    if (complaint) {
      throw new Error(`The broker ${entry.name}: ${complaint.path} ${complaint.expected}`);
    }
    const { secretFile, only, hideBelow } = value as AnyEntry;
    if (secretFile !== undefined && !['basic', 'bearer'].includes(entry.signIn?.kind ?? '')) {
      throw new Error(`The broker ${entry.name}: secretFile is for signIn basic or bearer`);
    }
    return {
      ...entry,
      ...(secretFile === undefined ? {} : { secretFile }),
      ...(only === undefined ? {} : { only }),
      ...(hideBelow === undefined ? {} : { hideBelow })
    };
  });
}

function wrongWith({ name, url }: BrokerEntry, signIn: SignIn = { kind: 'none' }): string {
  const target = httpUrl(url);
  if (name !== name.trim() || /\p{Cc}/u.test(name)) {
    return '.name must have no space at its ends and no control characters';
  }
  if (!target) {
    return '.url must be an http or https URL';
  }
  if (target.username || target.password) {
    return '.url must hold no user and no password: choose how to sign in, and enter them there';
  }
  if (target.search || target.hash) {
    return '.url must have no query and no fragment';
  }
  if (signIn.kind !== 'none' && !isPrivate(target)) {
    return '.url must begin with https: nothing secret is sent over the network unencrypted';
  }
  if (signIn.kind === 'basic' && /[:\p{Cc}]/u.test(signIn.user)) {
    return '.signIn.user must have no colon and no control characters';
  }
  const issuer = signIn.kind === 'oidc' ? httpUrl(signIn.issuer) : undefined;
  return signIn.kind === 'oidc' && !(issuer && isPrivate(issuer))
    ? '.signIn.issuer must be an https URL, or http on this computer'
    : '';
}

function known(signIn: SignIn): SignIn {
  switch (signIn.kind) {
    case 'basic':
      return { kind: 'basic', user: signIn.user };
    case 'oidc': {
      const { issuer, clientId, scope } = signIn;
      return { kind: 'oidc', issuer, clientId, ...(scope === undefined ? {} : { scope }) };
    }
    default:
      return { kind: signIn.kind };
  }
}

/** Whether nobody on the way can read what is sent there. */
function isPrivate(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url.hostname);
}

function httpUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}
