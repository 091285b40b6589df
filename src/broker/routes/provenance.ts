import type { FastifyInstance } from 'fastify';

import { Provenance } from '../../model/provenance';
import { sendDocument } from '../negotiation';
import { readEvents } from '../sessions/event-log';
import { sessionRef } from '../sessions/document';
import { provenanceOf } from '../sessions/provenance';
import type { Broker } from './broker';
import { ByUuid } from './by-uuid';
import { sessionReader } from './session-reader';

/** `/sessions/{uuid}/provenance`: where a result comes from. */
export function provenanceRoutes(app: FastifyInstance, broker: Broker): void {
  const { store, driver, platforms, base } = broker;
  const read = sessionReader(broker);
  app.get<ByUuid>(
    '/sessions/:uuid/provenance',
    {
      schema: {
        summary: 'Where the results of a session come from',
        params: ByUuid,
        response: { 200: Provenance }
      }
    },
    async (request, reply) => {
      const row = await driver.row(request.params.uuid);
      const [session, events, environment] = await Promise.all([
        read(row.uuid, base(request)),
        readEvents(store.db, row.uuid, 0),
        platforms.get(row.platform)?.environment?.(sessionRef(row))
      ]);
      const provenance = provenanceOf({
        row,
        session,
        events,
        environment,
        broker: store.identity
      });
      return sendDocument(request, reply, provenance, 'provenance');
    }
  );
}
