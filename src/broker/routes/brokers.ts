import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type, type Static, type TSchema } from 'typebox';

import {
  BrokerEntry,
  BrokerList,
  BrokerStatus,
  Credentials,
  DeviceSignIn
} from '../../model/broker-entry';
import { check } from '../../model/validate';
import type { Registry } from '../access/registry';
import { readBody, sendDocument } from '../negotiation';
import { Problem, say } from '../problem';

const ByName = Type.Object({ name: Type.String() });
interface ByName {
  Params: Static<typeof ByName>;
}

const Replacement = Type.Object({ brokers: Type.Array(Type.Unknown(), { maxItems: 10_000 }) });
const Trial = Type.Object({
  broker: Type.Unknown(),
  credentials: Type.Optional(Credentials)
});

/** `/brokers`: the person's list of brokers on the network, and signing in there. */
export function brokerListRoutes(app: FastifyInstance, registry: Registry): void {
  app.get(
    '/brokers',
    { schema: { summary: 'The brokers on the network', response: { 200: BrokerList } } },
    async (request, reply) => sendDocument(request, reply, await registry.read(), 'brokers')
  );

  app.put(
    '/brokers',
    {
      schema: {
        summary: "Replace the person's entries",
        body: Type.Object({ brokers: Type.Array(BrokerEntry) }),
        response: { 200: BrokerList }
      }
    },
    async (request, reply) => {
      const { brokers } = readSecretly(request, Replacement) as Static<typeof Replacement>;
      return sendDocument(request, reply, await registry.replace(brokers), 'brokers');
    }
  );

  app.post(
    '/brokers/test',
    {
      schema: {
        summary: 'Look at a broker, and keep nothing',
        body: Type.Object({ broker: BrokerEntry, credentials: Type.Optional(Credentials) }),
        response: { 200: BrokerStatus }
      }
    },
    async (request, reply) => {
      const { broker, credentials } = readSecretly(request, Trial) as Static<typeof Trial>;
      return sendDocument(
        request,
        reply,
        await registry.test(broker, credentials?.secret),
        'broker'
      );
    }
  );

  app.put<ByName>(
    '/brokers/:name/credentials',
    {
      schema: {
        summary: 'Enter a password or a token; it is never given out again',
        params: ByName,
        body: Credentials
      }
    },
    async (request, reply) => {
      const { secret } = readSecretly(request, Credentials) as Credentials;
      await registry.enter(request.params.name, secret);
      return reply.status(204).send();
    }
  );

  app.delete<ByName>(
    '/brokers/:name/credentials',
    { schema: { summary: 'Forget what lets us in', params: ByName } },
    async (request, reply) => {
      await registry.signOut(request.params.name);
      return reply.status(204).send();
    }
  );

  const signIn = { params: ByName, response: { 200: DeviceSignIn } };
  app.post<ByName>(
    '/brokers/:name/sign-in',
    { schema: { summary: 'Start to sign in by a code', ...signIn } },
    async (request, reply) =>
      sendDocument(request, reply, await registry.startSignIn(request.params.name), 'signIn')
  );

  app.get<ByName>(
    '/brokers/:name/sign-in',
    { schema: { summary: 'How the sign-in is going', ...signIn } },
    async (request, reply) =>
      sendDocument(request, reply, await registry.readSignIn(request.params.name), 'signIn')
  );

  app.delete<ByName>(
    '/brokers/:name/sign-in',
    { schema: { summary: 'Give the sign-in up, or sign out', params: ByName } },
    async (request, reply) => {
      await registry.endSignIn(request.params.name);
      return reply.status(204).send();
    }
  );
}

/**
 * A body that may hold a secret. What is wrong with it is said without a word of it.
 *
 * @throws Problem 400, 415
 */
function readSecretly(request: FastifyRequest, schema: TSchema): unknown {
  const refuse = (reason: string): never => {
    throw new Problem(400, [say('ERROR', 'bad-document', 'The document {reason}', { reason })]);
  };
  let value: unknown;
  try {
    value = readBody(request);
  } catch (error) {
    if (error instanceof Problem && error.status === 400) {
      return refuse('cannot be read: it is not of the type that its Content-Type says');
    }
    throw error;
  }
  const [complaint] = check(schema, value);
  return complaint
    ? refuse(`is not right: ${complaint.path || 'it'} ${complaint.expected}`)
    : value;
}
