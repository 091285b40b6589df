import { request as plainRequest } from 'node:http';
import { request as safeRequest } from 'node:https';

import type { SessionFrontend } from '../../model/session-frontend';
import { isLoopback } from '../address';
import type { JupyterDoor } from '../platforms/platform';
import { Problem, say } from '../problem';
import { targetOf, unreachable } from './target';

/** Milliseconds for a page to answer. */
const PATIENCE = 10_000;

type Frontend = NonNullable<SessionFrontend['frontend']>;

/** A Jupyter server whose pages a browser can open by itself. */
export interface OpenFrontend {
  frontend: Frontend;
  /** http(s): the server's folder, perhaps with a query that lets one in. */
  page: string;
}

/**
 * The pages of a Jupyter server, for a browser that knows this broker as `base`.
 *
 * @throws Problem 409 where it cannot open them, and why; 502 where nobody answers
 */
export async function openFrontend(door: JupyterDoor, base: string): Promise<OpenFrontend> {
  const page = 'page' in door ? door.page : undefined;
  if (page === undefined) {
    throw refusal(
      'not-direct',
      'The Jupyter server of this session is reached through its broker only: work in it from this tab'
    );
  }
  const { hostname } = new URL(page);
  if (isLoopback(hostname) && !isLoopback(new URL(base).hostname)) {
    throw refusal(
      'not-direct',
      'The Jupyter server of this session is at {host}, which from here is another computer: work in it from this tab',
      { host: hostname }
    );
  }
  const lab = await look(door, 'lab');
  if (lab === 200) {
    return { frontend: 'lab', page };
  }
  const tree = await look(door, 'tree');
  if (tree === 200) {
    return { frontend: 'notebook', page };
  }
  throw refusal(
    'no-frontend',
    'The Jupyter server of this session shows no JupyterLab (it answers {lab}) and no Jupyter Notebook ({tree}): work in it from this tab',
    { lab, tree }
  );
}

/**
 * Where a browser opens a file: an absolute URL. `path` is seen from the server's root folder.
 *
 * @throws Problem 400 for what is no such path
 */
export function pageOf({ frontend, page }: OpenFrontend, path: string): string {
  const parts = path.split('/');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const odd = /^\.{0,2}$|[\\\u0000-\u001f\u007f]/;
  if (parts.some(part => odd.test(part)) || /^[a-z][a-z\d+.-]*:/i.test(path)) {
    throw new Problem(400, [
      say('ERROR', 'bad-path', '{path} is no path of a file below the root of a Jupyter server', {
        path
      })
    ]);
  }
  const { origin, pathname, search } = new URL(page);
  const view = frontend === 'lab' ? 'lab/tree' : path.endsWith('.ipynb') ? 'notebooks' : 'tree';
  return `${origin}${pathname}${view}/${parts.map(encodeURIComponent).join('/')}${search}`;
}

/** The status of a page, as it is answered: a redirection leads to a login, or away. */
async function look(door: JupyterDoor, path: string): Promise<number> {
  const { target, options } = targetOf(door, path);
  const send = target.protocol === 'https:' ? safeRequest : plainRequest;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const signal = AbortSignal.timeout(PATIENCE);
  const outgoing = send({ ...options, agent: false, signal });
  outgoing.once('response', response => {
    resolve(response.statusCode ?? 0);
    response.destroy();
  });
  outgoing.on('error', error => {
    reject(unreachable(signal.aborted ? Object.assign(error, { code: 'ETIMEDOUT' }) : error));
  });
  outgoing.end();
  return promise;
}

function refusal(
  kind: string,
  template: string,
  values?: Record<string, string | number>
): Problem {
  return new Problem(409, [say('ERROR', kind, template, values)]);
}
