import { setTimeout as sleep } from 'node:timers/promises';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { WireForm } from '../../dialects/dialect';
import { MEDIA } from '../../dialects/media';
import { rootName } from '../../dialects/xml';
import { OfferSetResponse } from '../../model/offer-set';
import { ExecutionRequest } from '../../model/request';
import { sendDocument } from '../negotiation';
import { askedIn } from './asked';
import type { Broker } from './broker';
import { writtenSet } from './form-of';
import { preferencesOf } from './prefer';
import { viaOf } from './via';

const ANSWERS =
  'Answers 303 to the offer set once all platforms have answered. `Prefer: return=representation` gets 200 with the offer set itself; `Prefer: wait=N` waits N seconds at most, and the rest of the answers come later.';

/** `POST /requests`, and `POST /offersets` of the older forms: where, and when, can this run? */
export function requestRoutes(app: FastifyInstance, broker: Broker): void {
  const ask = async (
    request: FastifyRequest,
    reply: FastifyReply,
    usual: WireForm
  ): Promise<FastifyReply> => {
    const { desk, store, base } = broker;
    const { question, form } = await askedIn(request, broker, usual);
    const { uuid, answered } = await desk.ask(question, viaOf(request), form);
    const { representation, wait } = preferencesOf(request);
    await (wait === undefined ? answered : Promise.race([answered, sleep(wait * 1000)]));
    reply.header('Location', `${base(request)}/offersets/${uuid}`);
    // The working draft's text knows no other answer than the offer set.
    if (!representation && form !== 'seed') {
      return reply.status(303).send();
    }
    if (representation) {
      reply.header('Preference-Applied', 'return=representation');
    }
    const { document } = await writtenSet(store, uuid, await desk.read(uuid, base(request)));
    return sendDocument(request, reply, document, rootName('offerset', form));
  };

  app.post(
    '/requests',
    {
      schema: {
        summary: 'Ask where, and when, an execution can run',
        description: ANSWERS,
        consumes: [...MEDIA],
        produces: [...MEDIA],
        body: ExecutionRequest,
        response: { 200: OfferSetResponse, 303: { type: 'null', description: 'See the Location' } }
      }
    },
    async (request, reply) => ask(request, reply, 'v1.0')
  );

  app.post(
    '/offersets',
    {
      schema: {
        summary: 'Ask in the form of October 2025, of April 2025, or of the working draft’s text',
        description: `${ANSWERS} The form is told by the names in the document, and everything about the question is answered in it. The draft's text gets 200 always.`,
        consumes: [...MEDIA],
        produces: [...MEDIA],
        body: {
          type: 'object',
          description: 'An offer set request of the published older schemas'
        },
        response: {
          200: { type: 'object', description: 'The offer set, in the form of the request' },
          303: { type: 'null', description: 'See the Location' }
        }
      }
    },
    async (request, reply) => ask(request, reply, 'calycopis-2025-10')
  );
}
