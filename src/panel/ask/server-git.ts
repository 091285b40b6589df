import type { CommittedFile, GitFacts } from '../../description/git';

/** What git says of files below a folder of the contents manager; `undefined` where nothing is known. */
export type AskGit = (folder: string, paths: readonly string[]) => Promise<GitFacts | undefined>;

/** Git on the Jupyter server's machine. */
export function serverGit(
  url: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>
): AskGit {
  return async (folder, paths) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ folder, paths })
    });
    const answer: unknown = response.ok ? await response.json() : undefined;
    return isObject(answer) && isFacts(answer.git) ? answer.git : undefined;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFacts(value: unknown): value is GitFacts {
  return (
    isObject(value) &&
    typeof value.remote === 'string' &&
    typeof value.commit === 'string' &&
    typeof value.pushed === 'boolean' &&
    isObject(value.files) &&
    Object.values(value.files).every(isFile)
  );
}

function isFile(value: unknown): value is CommittedFile {
  return (
    isObject(value) &&
    typeof value.path === 'string' &&
    Number.isSafeInteger(value.size) &&
    typeof value.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(value.sha256)
  );
}
