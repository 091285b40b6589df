import { timingSafeEqual } from 'node:crypto';

import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';

import type { MakePlatform } from './access/member';
import { Registry, type RegistryOptions } from './access/registry';
import { Bus } from './bus';
import { isWebSocket, Upgrades } from './jupyter/upgrades';
import { sendProblem } from './negotiation';
import { noCompilers } from './no-compilers';
import { OfferDesk } from './offers/offer-desk';
import type { Platform, Report } from './platforms/platform';
import { Platforms } from './platforms/platforms';
import { Problem, say } from './problem';
import { openApi } from './openapi';
import { brokerRoutes } from './routes';
import type { Broker } from './routes/broker';
import { Discarding } from './sessions/discarding';
import { Pruning } from './sessions/pruning';
import { SessionDriver } from './sessions/session-driver';
import { isLink, type SignedUrls } from './staging/signed-urls';
import type { Store } from './store/store';

export interface AppOptions {
  store: Store;
  /** Makes the platforms; they report through what they are given. */
  platforms: (report: Report, onError: (error: unknown) => void) => readonly Platform[];
  /** The brokers on the network; absent: none are asked. */
  network?: NetworkOptions | undefined;
  /** Milliseconds that an offer can be accepted for. */
  lifetime?: number;
  /** Milliseconds that a platform has for its answer. */
  patience?: number;
  /** What every request must carry as bearer token; absent: nothing. */
  token?: string | undefined;
  /** What lets in who has a link to a file, without the token. */
  links?: SignedUrls | undefined;
  /** Whether X-Forwarded-… tells the truth: only behind our own relay. */
  trustProxy?: boolean;
  log?: boolean;
}

/** What the registry of the brokers on the network needs from outside. */
export interface NetworkOptions extends Pick<
  RegistryOptions,
  'secrets' | 'administrators' | 'manage' | 'patience'
> {
  load: (report: Report, onError: (error: unknown) => void) => Promise<MakePlatform>;
}

/** Builds the broker; it takes up its sessions, and listens nowhere yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: 128 * 2 ** 20,
    http: { shouldUpgradeCallback: isWebSocket },
    forceCloseConnections: true,
    schemaController: noCompilers,
    logger: options.log === false ? false : { level: 'warn', stream: process.stderr },
    routerOptions: { maxParamLength: 4096 }
  });
  const broker = assemble(app, options);
  // Bodies are read by the routes themselves: their medium is negotiated.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  if (options.token !== undefined) {
    const expected = Buffer.from(`Bearer ${options.token}`);
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.routeOptions.config.byLink && isLink(request.query)) {
        done();
        return;
      }
      const given = Buffer.from(request.headers.authorization ?? '');
      const right = given.length === expected.length && timingSafeEqual(given, expected);
      done(
        right
          ? undefined
          : new Problem(401, [
              say(
                'ERROR',
                'unauthorized',
                'This broker asks for a bearer token; the one given is not it'
              )
            ])
      );
    });
  }
  app.setErrorHandler(async (error, request, reply) =>
    sendProblem(request, reply, problemOf(error))
  );
  app.setNotFoundHandler(async (request, reply) =>
    sendProblem(
      request,
      reply,
      new Problem(404, [
        say('ERROR', 'not-found', 'There is no {method} {path} here; see /openapi.json', {
          method: request.method,
          path: request.url.split('?')[0] ?? ''
        })
      ])
    )
  );

  brokerRoutes(app, broker, new Upgrades(app));
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.header('Content-Type', 'application/json').send(await openApi(broker))
  );

  const pruning = new Pruning(options.store, error => app.log.error(error));
  app.addHook('onClose', async () => {
    pruning.close();
    broker.registry?.close();
    broker.desk.close();
    broker.driver.close();
    await broker.platforms.close();
    await options.store.close();
  });
  await app.ready();
  await broker.registry?.start();
  await broker.driver.start();
  await broker.desk.start();
  broker.discarding.start();
  pruning.start();
  return app;
}

function assemble(app: FastifyInstance, options: AppOptions): Broker {
  const { store, links, lifetime = 5 * 60_000, patience = 10_000, trustProxy = false } = options;
  const onError = (error: unknown): void => app.log.error(error);
  const bus = new Bus();
  const platforms = new Platforms();
  const driver = new SessionDriver(store, bus, platforms, onError);
  const report: Report = async (uuid, happenings, cursor) =>
    driver.report(uuid, happenings, cursor);
  options.platforms(report, onError).forEach(platform => platforms.add(platform));
  const { network } = options;
  const registry =
    network &&
    new Registry({
      ...network,
      store,
      platforms,
      load: async () => network.load(report, onError),
      takeUp: async name => driver.takeUp(name),
      onError
    });
  const { identity } = store;
  const desk = new OfferDesk({ store, bus, driver, platforms, lifetime, patience, identity });
  const discarding = new Discarding({
    ...{ store, bus, platforms, onError },
    isAsking: uuid => desk.isAsking(uuid)
  });
  const base = (request: FastifyRequest): string => {
    const header = (name: string): string | undefined => {
      const value = trustProxy ? request.headers[`x-forwarded-${name}`] : undefined;
      return Array.isArray(value) ? value[0] : value;
    };
    const host = header('host') ?? request.headers.host ?? 'localhost';
    return `${header('proto') ?? 'http'}://${host}${header('prefix') ?? ''}`.replace(/\/$/, '');
  };
  return { store, bus, driver, discarding, platforms, registry, desk, links, base };
}

/** Every error as something that a client can read. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const { statusCode, code, errcode, message } = error as {
    statusCode?: number;
    code?: string;
    errcode?: number;
    message?: string;
  };
  const SQLITE_FULL = 13;
  if (code === 'ENOSPC' || errcode === SQLITE_FULL) {
    return new Problem(507, [
      say('ERROR', 'disk-full', 'The disk of the broker is full; free some space, and try again')
    ]);
  }
  const reason = message ?? String(error);
  return statusCode !== undefined && statusCode < 500
    ? new Problem(statusCode, [say('ERROR', 'bad-request', '{reason}', { reason })])
    : new Problem(500, [
        say('ERROR', 'internal', 'Something went wrong in the broker: {reason}', { reason })
      ]);
}
