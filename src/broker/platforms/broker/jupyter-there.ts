import type { SessionConnector } from '../../../model/connector';
import { isForbidden, isLoopback } from '../../address';
import { authorities } from '../../authorities';
import { Problem, say } from '../../problem';
import type { JupyterDoor } from '../platform';
import { sessionPath } from './remote';

export interface JupyterThere {
  /** By which its broker knows the session. */
  key: string;
  connector: SessionConnector | undefined;
  /** Whether that broker is one of ours. */
  ours: boolean;
  /** Of that broker, without a slash at the end. */
  url: string;
  authorize: (again: boolean) => Promise<Record<string, string>>;
  caFile?: string | undefined;
}

/**
 * The way to the Jupyter server of a session elsewhere: through its broker, with what signs us in
 * there, or straight to where its connector says, with the token that stands in it.
 *
 * @throws Problem where the connector leads to where nothing is sent
 */
export async function jupyterThere(there: JupyterThere): Promise<JupyterDoor | undefined> {
  const { key, connector, ours, url, authorize, caFile } = there;
  const { location } = connector ?? {};
  if (location === undefined || !URL.canParse(location)) {
    return undefined;
  }
  // One of ours may not know by which address it is known here.
  const target = new URL(ours ? `${url}${sessionPath(key)}/jupyter/` : location);
  if (target.href.startsWith(`${url}/`)) {
    return { url: folder(target), headers: await authorize(false), ...authorities(caFile) };
  }
  const token = target.searchParams.get('token');
  const headers: Record<string, string> = token ? { authorization: `token ${token}` } : {};
  refuse(target.hostname, new URL(url).hostname);
  const query = token ? `?token=${encodeURIComponent(token)}` : '';
  return { url: folder(target), headers, page: folder(target) + query };
}

/** Without the query, and with a slash at the end. */
function folder({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/*$/, '/');
}

/** A broker on the network does not send us to this machine, nor where no request goes. */
function refuse(host: string, broker: string): void {
  if (isForbidden(host) || (isLoopback(host) && !isLoopback(broker))) {
    throw new Problem(502, [
      say(
        'ERROR',
        'connector-refused',
        'The connector of the session leads to {host}, where nothing is sent to for a broker at {broker}',
        { host, broker }
      )
    ]);
  }
}
