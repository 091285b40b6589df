import type { FastifyRequest } from 'fastify';

import { dialectOf, formOf, type WireForm } from '../../dialects/dialect';
import type { ExecutionRequest } from '../../model/request';
import { readBody } from '../negotiation';
import { takeIn } from '../offers/materials';
import { checkedRequest } from '../offers/request-check';
import type { Broker } from './broker';

/**
 * The question in a request's body, whichever form it has: its own names tell; where they do not, it
 * is `usual`, the form of the path.
 *
 * @throws Problem 400, 415
 */
export async function askedIn(
  request: FastifyRequest,
  { store, base }: Broker,
  usual: WireForm
): Promise<{ question: ExecutionRequest; form: WireForm }> {
  const document = readBody(request);
  const form = formOf(document) ?? usual;
  const question = checkedRequest(dialectOf(form).readRequest(document));
  return { question: await takeIn(question, store.files, base(request)), form };
}
