import { dialectOf, type WireForm } from '../../dialects/dialect';
import type { OfferSetResponse } from '../../model/offer-set';
import type { ExecutionRequest } from '../../model/request';
import type { ExecutionSession } from '../../model/session';
import type { Store } from '../store/store';

/** The question that an offer set or a session answers, and its form. */
interface Asked {
  form: WireForm;
  request: ExecutionRequest;
}

/** A document in the form in which was asked, and what XML calls its root. */
export interface Written {
  form: WireForm;
  document: unknown;
}

/** An offer set in the form of its question. */
export async function writtenSet(
  { db }: Store,
  uuid: string,
  set: OfferSetResponse
): Promise<Written> {
  const row = await db
    .selectFrom('offer_sets')
    .select(['form', 'request'])
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const asked = askedOf(row);
  const offers = set.offers?.map(offer => besideRequest(offer, asked));
  return {
    form: asked.form,
    document: dialectOf(asked.form).writeOfferSet({ ...set, ...(offers ? { offers } : {}) })
  };
}

/** A session in the form of the question that it answers. */
export async function writtenSession(
  { db }: Store,
  uuid: string,
  session: ExecutionSession
): Promise<Written> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('offer_sets', 'offer_sets.uuid', 'sessions.offer_set')
    .select(['offer_sets.form', 'offer_sets.request'])
    .where('sessions.uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const asked = askedOf(row);
  return {
    form: asked.form,
    document: dialectOf(asked.form).writeSession(besideRequest(session, asked))
  };
}

function askedOf({ form, request }: { form: WireForm; request: string }): Asked {
  return { form, request: JSON.parse(request) as ExecutionRequest };
}

/** The forms of April 2025 and before show what was asked beside what is offered. */
function besideRequest(session: ExecutionSession, { form, request }: Asked): ExecutionSession {
  const { compute } = session;
  if (!compute || (form !== 'wd-2025-04' && form !== 'seed')) {
    return session;
  }
  const { cores, memory } = request.compute ?? {};
  const beside = {
    ...compute,
    ...(cores && compute.cores ? { cores: { ...compute.cores, requested: cores } } : {}),
    ...(memory && compute.memory ? { memory: { ...compute.memory, requested: memory } } : {})
  };
  return { ...session, compute: beside };
}
