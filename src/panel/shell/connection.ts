import { ServerConnection } from '@jupyterlab/services';

import { BrokerClient } from '../../client/broker-client';
import { checkDocument } from '../../model/interpret';
import { serverGit, type AskGit } from '../ask/server-git';
import { serverHidden, type AskHidden } from '../ask/server-hidden';
import { serverStage, type Stage } from '../ask/staging';
import { wayThere, type WayThere } from '../there/way-there';

/** Characters; browsers take 64 kB for all that outlives a page. */
const SHORT = 4096;

/** The broker behind the Jupyter server, with Jupyter's own credentials. */
export function connect(settings: ServerConnection.ISettings): {
  client: BrokerClient;
  stage: Stage;
  git: AskGit;
  hidden: AskHidden;
  way: WayThere;
} {
  const baseUrl = `${settings.baseUrl.replace(/\/$/, '')}/execution-broker`;
  const fetch = async (url: string, init: RequestInit) => {
    // Short messages, such as an acceptance, outlive the page that sends them.
    const keepalive = typeof init.body === 'string' && init.body.length < SHORT;
    const response = await ServerConnection.makeRequest(url, { ...init, keepalive }, settings);
    // The broker's own 404 is JSON; a page is what a server answers that knows nothing of it.
    if (response.status === 404 && response.headers.get('Content-Type')?.includes('html')) {
      throw new Error(
        'this Jupyter server has none. Enable its extension jupyterlab_execution_broker, and restart it.'
      );
    }
    return response;
  };
  const client = new BrokerClient({ baseUrl, fetch, check: checkDocument });
  return {
    client,
    stage: serverStage(`${baseUrl}/staging`, fetch),
    git: serverGit(`${baseUrl}/git`, fetch),
    hidden: serverHidden(`${baseUrl}/hidden`, fetch),
    way: wayThere(settings, baseUrl)
  };
}
