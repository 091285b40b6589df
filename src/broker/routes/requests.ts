import type { FastifyInstance } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';

import { OfferSetResponse } from '../../model/offer-set';
import { ExecutionRequest } from '../../model/request';
import { readBody, sendDocument } from '../negotiation';
import { takeIn } from '../offers/materials';
import { checkedRequest } from '../offers/request-check';
import type { Broker } from './broker';

/** `POST /requests`: where, and when, can this run? */
export function requestRoutes(app: FastifyInstance, { desk, store, base }: Broker): void {
  app.post(
    '/requests',
    {
      schema: {
        summary: 'Ask where, and when, an execution can run',
        description:
          'Answers 303 to the offer set once all platforms have answered. `Prefer: return=representation` gets 200 with the offer set itself; `Prefer: wait=N` waits N seconds at most, and the rest of the answers come later.',
        body: ExecutionRequest,
        response: { 200: OfferSetResponse, 303: { type: 'null', description: 'See the Location' } }
      }
    },
    async (request, reply) => {
      const asked = await takeIn(checkedRequest(readBody(request)), store.files, base(request));
      const { uuid, answered } = await desk.ask(asked);
      const prefer = preferences(request.headers.prefer);
      const wait = Number(prefer.get('wait') ?? NaN);
      await (Number.isNaN(wait) ? answered : Promise.race([answered, sleep(wait * 1000)]));
      const location = `${base(request)}/offersets/${uuid}`;
      reply.header('Location', location);
      if (prefer.get('return') !== 'representation') {
        return reply.status(303).send();
      }
      reply.header('Preference-Applied', 'return=representation');
      return sendDocument(request, reply, await desk.read(uuid, base(request)));
    }
  );
}

/** The preferences of a Prefer header (RFC 7240), without their parameters. */
function preferences(header: string | string[] | undefined): Map<string, string> {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return new Map(
    text.split(',').map(part => {
      const [name = '', value = ''] = (part.split(';')[0] ?? '').split('=');
      return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')];
    })
  );
}
