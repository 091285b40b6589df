import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';

import type { FastifyInstance } from 'fastify';

import { parseDuration } from '../model/time';
import { administratorEntries } from './access/entry';
import { openSecrets } from './access/open-secrets';
import { isLoopback } from './address';
import { buildApp } from './app';
import type { Config } from './config';
import { LocalPlatform } from './platforms/local/local-platform';
import { readSecret } from './secret-file';
import { openStaging } from './staging/staging';
import { openStore } from './store/store';

export interface ServerOptions {
  config: Config;
  /** Where everything is kept, unless the configuration says. */
  folder: string;
  /** Where environments are cached. */
  environments: string;
  python: string;
  uv: string;
  /** Overrides the configuration's `tokenFile`. */
  token?: string | undefined;
  /** Whether our own relay is in front: its X-Forwarded-… headers are then believed. */
  relayed?: boolean;
  /** An administrator's brokers on the network, beside those of the configuration. */
  brokers?: readonly unknown[];
}

/** The platform of this machine, where the configuration gives it no other name. */
const HERE = 'This computer';

export interface Server {
  app: FastifyInstance;
  /** Where it listens: a socket's path, or a URL. */
  address: { socket: string } | { port: number; url: string };
}

/**
 * Builds a broker from its configuration and listens.
 *
 * @throws Error where it would be open to the network without a token, or cannot listen
 */
export async function serve(options: ServerOptions): Promise<Server> {
  const { config } = options;
  const { host = '127.0.0.1', port = 8080, socket } = config.listen ?? {};
  const token = options.token ?? (config.tokenFile ? readSecret(config.tokenFile) : undefined);
  if (!socket && token === undefined && !isLoopback(host)) {
    throw new Error(
      `A broker on ${host} could be used by anybody on the network: give it a tokenFile, or let it listen on 127.0.0.1`
    );
  }
  const folder = resolve(config.folder ?? options.folder);
  const platforms = config.platforms ?? [{ kind: 'local' as const }];
  const locals = platforms.filter(platform => platform.kind === 'local');
  const administrators = administratorEntries(
    [...platforms.filter(({ kind }) => kind === 'broker'), ...(options.brokers ?? [])],
    locals.map(({ name = HERE }) => name)
  );
  const store = openStore(folder);
  const staging = config.staging && (await openStaging(config.staging, folder));
  const app = await buildApp({
    store,
    token,
    links: staging?.links,
    trustProxy: options.relayed ?? false,
    ...milliseconds('lifetime', config.offers?.lifetime),
    ...milliseconds('patience', config.offers?.patience),
    platforms: (report, onError) =>
      locals.map(
        ({ name = HERE, longest, cores, memory, python, uv, java, containers, apptainer, only }) =>
          new LocalPlatform({
            name,
            folder: join(folder, 'sessions'),
            environments: options.environments,
            files: store.files,
            python: python ?? options.python,
            uv: uv ?? options.uv,
            report,
            onError,
            ...{ cores, memory, java, containers, apptainer, only },
            longest: longest === undefined ? undefined : (parseDuration(longest) ?? 0) / 1000
          })
      ),
    network: {
      administrators,
      manage: options.relayed ?? false,
      secrets: openSecrets({ folder, python: options.python }),
      load: async (report, onError) => {
        const { BrokerPlatform } = await import('./platforms/broker/broker-platform');
        const { files, identity } = store;
        return ({ form, ...entry }, authorize) =>
          new BrokerPlatform({
            ...entry,
            form: form === 'auto' ? undefined : form,
            authorize,
            ...{ files, identity, report, onError },
            staging: staging?.area,
            ...milliseconds('patience', config.offers?.patience)
          });
      }
    }
  });
  if (socket) {
    await removeStale(socket);
    mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
    await app.listen({ path: socket });
    chmodSync(socket, 0o600);
    return { app, address: { socket } };
  }
  await app.listen({ host, port });
  const actual = (app.server.address() as AddressInfo).port;
  return { app, address: { port: actual, url: `http://${host}:${actual}` } };
}

/** A socket that nobody listens on is left over from a broker that was killed. */
async function removeStale(socket: string): Promise<void> {
  const alive = await new Promise<boolean>(done => {
    const probe = connect(socket);
    probe.once('connect', () => {
      probe.destroy();
      done(true);
    });
    probe.once('error', () => done(false));
  });
  if (alive) {
    throw new Error(`Another broker listens on ${socket} already`);
  }
  rmSync(socket, { force: true });
}

function milliseconds<Name extends string>(
  name: Name,
  duration: string | undefined
): Partial<Record<Name, number>> {
  const value = duration === undefined ? undefined : parseDuration(duration);
  return value === undefined ? {} : ({ [name]: value } as Record<Name, number>);
}
