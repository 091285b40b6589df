import { FileSecrets } from './file-secrets';
import { findKeyring, type KeyringOptions } from './keyring-secrets';
import { LazySecrets } from './secrets';

/**
 * The secrets of a broker: in the system's keyring, or where there is none in a file that only its
 * owner can read. Which of them is found out once, at the first use.
 */
export function openSecrets({ python, folder }: KeyringOptions): LazySecrets {
  return new LazySecrets(
    async () =>
      (await findKeyring({ python, folder })) ??
      new FileSecrets(folder, words => process.stderr.write(`warning: ${words}\n`))
  );
}
