import type { FastifyInstance } from 'fastify';

import { Deleted } from '../../model/deleted';
import { ExecutionRequest } from '../../model/request';
import { sendDocument } from '../negotiation';
import { withBase } from '../offers/materials';
import type { Broker } from './broker';
import { ByUuid } from './by-uuid';

/** What is asked of sessions that have ended: what was asked for them, and to delete them. */
export function historyRoutes(
  app: FastifyInstance,
  { store, driver, discarding, base }: Pick<Broker, 'store' | 'driver' | 'discarding' | 'base'>
): void {
  app.get<ByUuid>(
    '/sessions/:uuid/request',
    {
      schema: {
        summary: 'What was asked for a session',
        description: 'Content that came inline is named by its digest, and can be had from /files.',
        params: ByUuid,
        response: { 200: ExecutionRequest }
      }
    },
    async (request, reply) => {
      const { offer_set } = await driver.row(request.params.uuid);
      const row = await store.db
        .selectFrom('offer_sets')
        .select('request')
        .where('uuid', '=', offer_set)
        .executeTakeFirstOrThrow();
      // A name for its question is for the client that asked it.
      const { question: _, round: __, ...asked } = JSON.parse(row.request) as ExecutionRequest;
      return sendDocument(request, reply, withBase(asked, base(request)), 'request');
    }
  );

  app.delete<ByUuid>(
    '/sessions/:uuid',
    {
      schema: {
        summary: 'Delete a session that has ended, and its files',
        description: 'What another broker keeps of it stays there; the messages say so.',
        params: ByUuid,
        response: { 200: Deleted }
      }
    },
    async (request, reply) => {
      const messages = await discarding.discard(await driver.row(request.params.uuid));
      return sendDocument(request, reply, { messages }, 'deleted');
    }
  );
}
