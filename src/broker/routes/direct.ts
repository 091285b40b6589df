import type { FastifyInstance } from 'fastify';

import { dialectOf } from '../../dialects/dialect';
import { MEDIA } from '../../dialects/media';
import { rootName } from '../../dialects/xml';
import { SIMPLE_SESSION } from '../../model/kinds';
import type { MessageItem } from '../../model/message';
import type { OfferSetResponse } from '../../model/offer-set';
import { ExecutionRequest } from '../../model/request';
import { ExecutionSession } from '../../model/session';
import { sendDocument } from '../negotiation';
import { bestFirst } from '../offers/best-offer';
import { Problem } from '../problem';
import { askedIn } from './asked';
import type { Broker } from './broker';
import { writtenSession } from './form-of';
import { preferencesOf } from './prefer';
import { sessionReader } from './session-reader';
import { viaOf } from './via';

/** `POST /direct`: run this, wherever it starts soonest, then where it costs least. */
export function directRoutes(app: FastifyInstance, broker: Broker): void {
  const { desk, driver, store, base } = broker;
  const read = sessionReader(broker);

  /** The first offer that can be accepted, best first; or why none could. */
  const accept = async ({ offers = [] }: OfferSetResponse): Promise<string | MessageItem[]> => {
    const reasons: MessageItem[] = [];
    const uuids = bestFirst(offers).flatMap(({ meta }) => meta?.uuid ?? []);
    for (const uuid of uuids) {
      try {
        await driver.accept(uuid);
        return uuid;
      } catch (error) {
        if (!(error instanceof Problem)) {
          throw error;
        }
        if (error.status === 504) {
          // It may have been accepted: whoever follows that session learns it, and nothing runs twice.
          return uuid;
        }
        reasons.push(...error.messages);
      }
    }
    return reasons;
  };

  app.post(
    '/direct',
    {
      schema: {
        summary: 'Ask, and accept the best offer at once',
        description:
          'The offer that starts soonest is accepted, and of several the cheapest. Answers 303 to the session; `Prefer: return=representation` gets 200 with the session itself. Where there is no offer, 400 with a session that FAILED, and the reasons in its messages.',
        consumes: [...MEDIA],
        produces: [...MEDIA],
        body: ExecutionRequest,
        response: {
          200: ExecutionSession,
          303: { type: 'null', description: 'See the Location' },
          400: ExecutionSession
        }
      }
    },
    async (request, reply) => {
      const from = base(request);
      const { question, form } = await askedIn(request, broker, 'v1.0');
      const { uuid, answered } = await desk.ask(question, viaOf(request), form);
      await answered;
      const set = await desk.read(uuid, from);
      const accepted = await accept(set);
      if (typeof accepted !== 'string') {
        const failed = failure(question, set, accepted);
        const document = dialectOf(form).writeSession(failed);
        return sendDocument(request, reply.status(400), document, rootName('session', form));
      }
      reply.header('Location', `${from}/sessions/${accepted}`);
      if (!preferencesOf(request).representation) {
        return reply.status(303).send();
      }
      reply.header('Preference-Applied', 'return=representation');
      const { document } = await writtenSession(store, accepted, await read(accepted, from));
      return sendDocument(request, reply, document, rootName('session', form));
    }
  );
}

/** What was asked, as a session that never began. It is known by its offer set. */
function failure(
  { executable, compute, storage, data }: ExecutionRequest,
  { meta }: OfferSetResponse,
  reasons: readonly MessageItem[]
): ExecutionSession {
  return {
    kind: SIMPLE_SESSION,
    meta: { ...meta, messages: [...(meta?.messages ?? []), ...reasons] },
    phase: 'FAILED',
    executable,
    ...(compute ? { compute } : {}),
    ...(storage ? { storage } : {}),
    ...(data ? { data } : {})
  };
}
