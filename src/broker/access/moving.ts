import type { AnyEntry } from './entry';
import type { Member } from './member';
import type { Secrets } from './secrets';
import { secretName } from './sign-in/access';

/** Lets the secret of a renamed entry go with it. For another host, or for somebody else, it does not. */
export async function moveSecret(secrets: Secrets, old: AnyEntry, now: AnyEntry): Promise<void> {
  const from = secretName(old);
  const isOnlyRenamed = old.name !== now.name && from === secretName({ ...now, name: old.name });
  const secret = isOnlyRenamed ? await secrets.get(from) : undefined;
  if (secret !== undefined) {
    await secrets.set(secretName(now), secret);
    await secrets.delete(from);
  }
}

/** Forgets the secrets of entries that are gone, or are for somebody else now. */
export async function forgetSecrets(
  dropped: readonly Member[],
  kept: Iterable<Member>
): Promise<void> {
  const wanted = new Set([...kept].map(({ listed }) => secretName(listed.entry)));
  for (const { listed, access } of dropped) {
    access.close();
    if (!wanted.has(secretName(listed.entry))) {
      await access.signOut();
    }
  }
}
