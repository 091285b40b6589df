import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { JupyterDoor } from '../platform';

/** What a runner writes down of its Jupyter server (jupyter.json): a socket where the system has them. */
type Written = { token: string } & ({ socket: string } | { url: string });

/** The way to the Jupyter server of the session in a folder; `undefined` where none listens. */
export async function localDoor(folder: string): Promise<JupyterDoor | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, 'jupyter.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined; // there while the server is
    }
    throw error;
  }
  const written = JSON.parse(text) as Written;
  const headers = { authorization: `token ${written.token}` };
  return 'socket' in written
    ? { headers, socketPath: written.socket }
    : { headers, url: written.url };
}
