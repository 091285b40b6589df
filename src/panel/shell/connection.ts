import { ServerConnection } from '@jupyterlab/services';

import { BrokerClient } from '../../client/broker-client';
import { checkDocument } from '../../model/interpret';
import { serverStage, type Stage } from '../ask/staging';

/** The broker behind the Jupyter server, with Jupyter's own credentials. */
export function connect(settings: ServerConnection.ISettings): {
  client: BrokerClient;
  stage: Stage;
} {
  const baseUrl = `${settings.baseUrl.replace(/\/$/, '')}/execution-broker`;
  const fetch = (url: string, init: RequestInit) =>
    ServerConnection.makeRequest(url, init, settings);
  const client = new BrokerClient({ baseUrl, fetch, check: checkDocument });
  return { client, stage: serverStage(`${baseUrl}/staging`, fetch) };
}
