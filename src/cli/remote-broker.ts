import { readFileSync } from 'node:fs';

import { BrokerClient } from '../client/broker-client';
import { checkDocument } from '../model/validate';
import { fetchPlainly, withToken, type BrokerLink } from './broker-link';
import { CommandError, reasonOf } from './command-error';

/**
 * A broker at a URL.
 *
 * @throws CommandError where the URL or the token's file is of no use
 */
export function remoteBroker(url: string, tokenFile: string | undefined): BrokerLink {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CommandError(`--broker takes a URL such as https://broker.example.org, found ${url}`);
  }
  const baseUrl = url.replace(/\/+$/, '');
  const token = tokenFile === undefined ? undefined : readToken(tokenFile);
  const call = async (target: string, init: RequestInit): Promise<Response> =>
    fetchPlainly(target, withToken(init, token));
  return {
    client: new BrokerClient({ baseUrl, check: checkDocument, fetch: call }),
    fetch: async (path, init) => call(baseUrl + path, init),
    own: false,
    tokenPlace: tokenFile,
    close: async () => Promise.resolve()
  };
}

function readToken(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';
  } catch (error) {
    throw new CommandError(`--token-file ${file} cannot be read: ${reasonOf(error)}`);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CommandError(
      `--token-file ${file} is to hold a token in its first line, found ${token === '' ? 'nothing' : 'characters that no token has'}`
    );
  }
  return token;
}
