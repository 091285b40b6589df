import type { RequestOptions } from 'node:http';

import { guardedLookup } from '../address';
import type { JupyterDoor } from '../platforms/platform';
import { Problem, say } from '../problem';
import { publicQuery } from './forwarding';

export interface Target {
  /** The server's folder, with a slash at the end. */
  folder: URL;
  target: URL;
  options: RequestOptions;
}

/**
 * Where a path below a Jupyter server is, with what lets one in there. `path`: with its query.
 *
 * @throws Problem 400 for a path that leads out of the server's folder, and so to who knows what
 */
export function targetOf(door: JupyterDoor, path: string): Target {
  const folder = new URL('socketPath' in door ? 'http://localhost/' : door.url);
  const [, pathname = '', query = ''] = /^\/?([^?]*)(.*)$/s.exec(path) ?? [];
  const target = new URL(folder.href + pathname + publicQuery(query));
  if (!target.href.startsWith(folder.href)) {
    throw new Problem(400, [
      say('ERROR', 'path-outside', 'The path {path} leads out of the Jupyter server', { path })
    ]);
  }
  return {
    folder,
    target,
    options: {
      path: target.pathname + target.search,
      headers: door.headers,
      ...('socketPath' in door
        ? { socketPath: door.socketPath }
        : {
            host: folder.hostname.replace(/^\[(.*)\]$/, '$1'),
            port: folder.port,
            lookup: guardedLookup,
            ...(door.ca ? { ca: door.ca } : {})
          })
    }
  };
}

/** What a client is told of a server that does not answer. By its code only: its words may name the socket. */
export function unreachable(error: NodeJS.ErrnoException): Problem {
  return new Problem(502, [
    say('ERROR', 'jupyter-gone', 'The Jupyter server of the session does not answer ({reason})', {
      reason: error.code ?? error.name
    })
  ]);
}
