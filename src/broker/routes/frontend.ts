import type { FastifyInstance, FastifyRequest } from 'fastify';

import { sessionDoor } from '../jupyter/session-door';
import { SessionFrontend } from '../../model/session-frontend';
import { sendDocument } from '../negotiation';
import { Problem, say } from '../problem';
import type { Broker } from './broker';
import { ByUuid } from './by-uuid';

/**
 * `/sessions/{uuid}/frontend`: whether a browser can open the Jupyter server of a session where that
 * is; and the way to a file in it.
 */
export function frontendRoutes(app: FastifyInstance, broker: Broker): void {
  const open = async (request: FastifyRequest<ByUuid>) => {
    const door = await sessionDoor(broker, request.params.uuid);
    const frontend = await import('../jupyter/frontend');
    return { ...frontend, found: await frontend.openFrontend(door, broker.base(request)) };
  };
  app.get<ByUuid>(
    '/sessions/:uuid/frontend',
    {
      schema: {
        summary: 'Whether a browser can open the Jupyter server of a session where that is',
        params: ByUuid,
        response: { 200: SessionFrontend }
      }
    },
    async (request, reply) => {
      const document = await open(request).then(
        ({ found: { frontend } }): SessionFrontend => ({ frontend }),
        why
      );
      return sendDocument(request, reply, document, 'session-frontend');
    }
  );
  app.get<{ Params: ByUuid['Params'] & { '*': string } }>(
    '/sessions/:uuid/frontend/*',
    {
      // A HEAD would tell the way to whoever is not going there.
      exposeHeadRoute: false,
      schema: { summary: 'Opens a file in the Jupyter server of a session, in a browser' }
    },
    async (request, reply) => {
      void reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
      try {
        onlyNavigation(request);
        const { found, pageOf } = await open(request);
        return await reply.redirect(pageOf(found, request.params['*']), 303);
      } catch (error) {
        if (!(error instanceof Problem)) {
          throw error;
        }
        // A person reads it, in a tab of its own.
        return reply
          .status(error.status)
          .header('Content-Type', 'text/plain; charset=utf-8')
          .send(error.message);
      }
    }
  );
}

/** Why there are no pages. That there is no such session is another matter. */
function why(error: unknown): SessionFrontend {
  if (error instanceof Problem && error.status !== 404) {
    return { messages: error.messages };
  }
  throw error;
}

/**
 * Lets only those on who go there themselves: no script and no frame learns where the server is.
 * Browsers say so on secure connections and on their own computer; programs do not.
 *
 * @throws Problem 403
 */
function onlyNavigation({ headers }: FastifyRequest): void {
  const { 'sec-fetch-mode': mode = 'navigate', 'sec-fetch-dest': dest = 'document' } = headers;
  if (mode !== 'navigate' || dest !== 'document') {
    throw new Problem(403, [
      say('ERROR', 'only-navigation', 'This is for a tab of its own, not for {dest}', {
        dest
      })
    ]);
  }
}
