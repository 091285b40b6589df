import type { FileEntry } from '../../description/reader';

/** What lies hidden in a folder and in those above it, of the names that tell of an environment. */
export interface HiddenLook {
  /** Jupyter shows hidden files by itself; then nothing was looked for. */
  shown: boolean;
  /** By the folder's path; of a folder that is not among them nothing is known. */
  folders: Readonly<Record<string, FileEntry[]>>;
}

/** Asks for what Jupyter hides; `undefined` where nobody can say, or may not. */
export interface AskHidden {
  look: (folder: string) => Promise<HiddenLook | undefined>;
  read: (path: string) => Promise<string | undefined>;
}

/** Hidden names on the Jupyter server's machine. */
export function serverHidden(
  url: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>
): AskHidden {
  const ask = async (body: object): Promise<unknown> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body)
    });
    return response.ok ? response.json() : undefined;
  };
  return {
    look: async folder => {
      const answer = await ask({ folder });
      return isLook(answer) ? answer : undefined;
    },
    read: async path => {
      const answer = await ask({ path });
      return isObject(answer) && typeof answer.text === 'string' ? answer.text : undefined;
    }
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isLook(value: unknown): value is HiddenLook {
  return (
    isObject(value) &&
    typeof value.shown === 'boolean' &&
    isObject(value.folders) &&
    Object.values(value.folders).every(entries => Array.isArray(entries) && entries.every(isEntry))
  );
}

function isEntry(value: unknown): value is FileEntry {
  return (
    isObject(value) &&
    typeof value.name === 'string' &&
    (value.kind === 'directory' || (value.kind === 'file' && typeof value.size === 'number'))
  );
}
