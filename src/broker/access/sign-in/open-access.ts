import type { AnyEntry } from '../entry';
import type { Secrets } from '../secrets';
import type { Access } from './access';
import { OidcAccess } from './oidc-access';
import { SharedSecret } from './shared-secret';

/** The way into a broker that its entry says. */
export function openAccess(
  entry: AnyEntry,
  secrets: Secrets,
  /** Told when a person has signed in, or failed to. */
  onChange: () => void
): Access {
  const { signIn = { kind: 'none' } } = entry;
  switch (signIn.kind) {
    case 'none':
      return OPEN;
    case 'oidc':
      return new OidcAccess({ entry, signIn, secrets, onChange });
    default:
      return new SharedSecret(entry, signIn, secrets);
  }
}

const OPEN: Access = {
  authorize: async () => Promise.resolve({}),
  holder: async () => Promise.resolve({ signedIn: false }),
  signOut: async () => Promise.resolve(),
  close: () => undefined
};
