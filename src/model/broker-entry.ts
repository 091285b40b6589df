import { Type, type Static } from 'typebox';

import { MessageItem } from './message';
import { WIRE_FORMS } from './wire-form';

/** How one signs in at a broker. Secrets are no part of it: they go in by a door of their own. */
export const SignIn = Type.Union([
  Type.Object({ kind: Type.Literal('none') }),
  Type.Object({ kind: Type.Literal('basic'), user: Type.String({ minLength: 1 }) }),
  Type.Object({ kind: Type.Literal('bearer') }),
  /** OpenID Connect: the device flow of RFC 8628. */
  Type.Object({
    kind: Type.Literal('oidc'),
    issuer: Type.String({ pattern: '^https?://' }),
    clientId: Type.String({ minLength: 1 }),
    scope: Type.Optional(Type.String())
  })
]);
export type SignIn = Static<typeof SignIn>;

/** A broker on the network, as a person or an administrator writes it down. */
export const BrokerEntry = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  /** Without a slash at the end. */
  url: Type.String({ pattern: '^https?://' }),
  /** Absent, or `auto`: found out. */
  form: Type.Optional(Type.Enum(['auto', ...WIRE_FORMS])),
  /** Absent: none. */
  signIn: Type.Optional(SignIn),
  /** A file of certificates (PEM), on the broker's computer, that are trusted here beside the usual. */
  caFile: Type.Optional(Type.String({ minLength: 1 })),
  /** Absent: yes. */
  enabled: Type.Optional(Type.Boolean())
});
export type BrokerEntry = Static<typeof BrokerEntry>;

/**
 * How a broker was found: `answers`; `sign-in` is needed, or what was given was refused; `silent`:
 * no answer; `rubbish`: an answer that is none of a broker; `unknown`: not asked yet.
 */
export const BROKER_STATES = ['unknown', 'answers', 'sign-in', 'silent', 'rubbish'] as const;

/** A broker of the list, with what is known of it (our extension, `GET /brokers`). */
export const BrokerStatus = Type.Object({
  ...BrokerEntry.properties,
  /** Who wrote it down. What an administrator did, a person cannot change. */
  source: Type.Enum(['user', 'administrator']),
  state: Type.Enum([...BROKER_STATES]),
  /** The form that it was found to speak. */
  speaks: Type.Optional(Type.Enum([...WIRE_FORMS])),
  /** Whether a secret is kept for it. */
  signedIn: Type.Boolean(),
  /** Who is signed in, where that is known. */
  signedInAs: Type.Optional(Type.String()),
  /** When it was last looked at; ISO 8601. */
  checked: Type.Optional(Type.String()),
  /** What was found, in words. */
  messages: Type.Optional(Type.Array(MessageItem))
});
export type BrokerStatus = Static<typeof BrokerStatus>;

export const BrokerList = Type.Object({
  brokers: Type.Array(BrokerStatus),
  /** Where secrets are kept, in words; absent until that is known. */
  secretsKept: Type.Optional(Type.String())
});
export type BrokerList = Static<typeof BrokerList>;

/** What opens a broker; goes in and never comes out: the password for Basic, or a bearer token. */
export const Credentials = Type.Object({ secret: Type.String({ minLength: 1, maxLength: 16384 }) });
export type Credentials = Static<typeof Credentials>;

/** A device flow under way: what the person is to type, and where. */
export const DeviceSignIn = Type.Object({
  state: Type.Enum(['pending', 'signed-in', 'failed']),
  userCode: Type.Optional(Type.String()),
  verificationUri: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** The same with the code in it. */
  verificationUriComplete: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** Until when the code can be used; ISO 8601. */
  expires: Type.Optional(Type.String()),
  /** Why it failed. */
  messages: Type.Optional(Type.Array(MessageItem))
});
export type DeviceSignIn = Static<typeof DeviceSignIn>;
