import { ServerConnection } from '@jupyterlab/services';

import { BrokerClient } from '../../client/broker-client';
import { complaintsOf } from '../../model/complaint';
import { validators } from '../../model/standalone';
import { serverStage, type Stage } from '../ask/staging';

/** The broker behind the Jupyter server, with Jupyter's own credentials. */
export function connect(settings: ServerConnection.ISettings): {
  client: BrokerClient;
  stage: Stage;
} {
  const baseUrl = `${settings.baseUrl.replace(/\/$/, '')}/execution-broker`;
  const fetch = (url: string, init: RequestInit) =>
    ServerConnection.makeRequest(url, init, settings);
  const client = new BrokerClient({
    baseUrl,
    fetch,
    check: (name, value) => (isKnown(name) ? complaintsOf(validators[name], value) : [])
  });
  return { client, stage: serverStage(`${baseUrl}/staging`, fetch) };
}

/** The documents that brokers send; the others are only sent to them. */
function isKnown(name: string): name is keyof typeof validators {
  return Object.hasOwn(validators, name);
}
