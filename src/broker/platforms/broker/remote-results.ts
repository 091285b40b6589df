import type { InstalledEnvironment } from '../../../model/provenance';
import type { SessionFileList } from '../../../model/session-files';
import { is } from '../../../model/validate';
import { Problem, say } from '../../problem';
import { cleanMessages, cleanText } from './foreign-words';
import { ACCEPT, documentOf } from './reading';
import { RemoteError } from './remote-error';
import { sessionPath, type Remote } from './remote';

/**
 * The files of a session at one of ours; `undefined` where it does not list them.
 *
 * @throws Problem where it cannot be asked
 */
export async function listThere(remote: Remote, key: string): Promise<SessionFileList | undefined> {
  const document = await resultDocument(remote, `${sessionPath(key)}/files`).catch(untold);
  if (document === undefined) {
    return undefined;
  }
  if (!is('SessionFileList', document)) {
    return untold(new RemoteError('rubbish', 'its list of files cannot be understood'));
  }
  const messages = cleanMessages(document.messages);
  return {
    files: document.files.filter(({ path }) => isRelative(path)),
    ...(messages.length ? { messages } : {})
  };
}

/** What was installed for a session at one of ours; `undefined` where it does not say, or is away. */
export async function installedThere(
  remote: Remote,
  key: string
): Promise<InstalledEnvironment | undefined> {
  const document = await resultDocument(remote, `${sessionPath(key)}/provenance`).catch(
    // The rest of where a result comes from is known here.
    () => undefined
  );
  const environment = is('Provenance', document) ? document.environment : undefined;
  return (
    environment && {
      sha256: environment.sha256,
      packages: environment.packages.map(line => cleanText(line))
    }
  );
}

/** `undefined` where an older version of ours has no such thing. */
async function resultDocument(
  remote: Remote,
  path: string
): Promise<Record<string, unknown> | undefined> {
  const reply = await remote.http.call(path, { headers: { accept: ACCEPT } });
  return reply.status === 404 ? undefined : documentOf(reply);
}

function untold(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new Problem(502, [
    say('ERROR', 'files-not-told', 'The files of this session cannot be listed: {reason}', {
      reason
    })
  ]);
}

/** Whether a path stays below the folder that it starts from. */
function isRelative(path: string): boolean {
  return path.split('/').every(part => part && part !== '.' && part !== '..');
}
