import type { FastifyInstance } from 'fastify';

import { sessionDoor } from '../jupyter/session-door';
import type { Upgrades } from '../jupyter/upgrades';
import type { Broker } from './broker';
import type { ByUuid } from './by-uuid';

/**
 * `/sessions/{uuid}/jupyter/`: the Jupyter server of a session, by every method and by WebSocket. In a
 * scope of its own: bodies are not read here.
 */
export function jupyterRoutes(app: FastifyInstance, broker: Broker, upgrades: Upgrades): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.all<ByUuid>(
    '/sessions/:uuid/jupyter/*',
    { bodyLimit: Number.MAX_SAFE_INTEGER, schema: { hide: true } },
    async (request, reply) => {
      const { uuid } = request.params;
      const door = await sessionDoor(broker, uuid);
      const { pass } = await import('../jupyter/proxy');
      return pass(request, reply, {
        door,
        // Byte for byte: what is escaped stays so.
        path: /^\/sessions\/[^/]+\/jupyter(\/.*)$/s.exec(request.raw.url ?? '')?.[1] ?? '/',
        prefix: `${broker.base(request)}/sessions/${uuid}/jupyter/`,
        upgrade: upgrades.of(request.raw)
      });
    }
  );
}
