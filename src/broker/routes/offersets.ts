import type { FastifyInstance } from 'fastify';

import { MEDIA } from '../../dialects/media';
import { rootName } from '../../dialects/xml';
import { OfferSetResponse } from '../../model/offer-set';
import { sendDocument } from '../negotiation';
import { offerSetRow } from '../offers/offer-set-document';
import { streamEvents } from '../sse';
import type { Broker } from './broker';
import { ByUuid } from './by-uuid';
import { writtenSet } from './form-of';

/** `GET /offersets/{uuid}`, and its events. */
export function offerSetRoutes(app: FastifyInstance, { desk, bus, base, store }: Broker): void {
  app.get<ByUuid>(
    '/offersets/:uuid',
    {
      schema: {
        summary: 'An offer set as it is now',
        description: 'In the form in which was asked; shown here is that of v1.0.',
        params: ByUuid,
        produces: [...MEDIA],
        response: { 200: OfferSetResponse }
      }
    },
    async (request, reply) => {
      const { uuid } = request.params;
      const set = await desk.read(uuid, base(request));
      const { document, form } = await writtenSet(store, uuid, set);
      return sendDocument(request, reply, document, rootName('offerset', form));
    }
  );

  app.get<ByUuid>(
    '/offersets/:uuid/events',
    {
      schema: {
        summary: 'What comes into an offer set (server-sent events)',
        description:
          'The first event is the offer set as it is, each later one an offer set with only those offers and answers that are new or have changed. Ends once every platform has answered.',
        params: ByUuid,
        produces: ['text/event-stream']
      }
    },
    async (request, reply) => {
      const { uuid } = request.params;
      await offerSetRow(store.db, uuid);
      const news = desk.news(uuid, base(request));
      return streamEvents(request, reply, bus, uuid, async () => {
        const last = !desk.isAsking(uuid);
        const parts = await news.next();
        return { events: parts.map(data => ({ event: 'offerset', data })), last };
      });
    }
  );
}
