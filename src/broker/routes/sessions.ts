import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { MEDIA } from '../../dialects/media';
import { readUpdate } from '../../dialects/update';
import { rootName } from '../../dialects/xml';
import { isFinal } from '../../model/phase';
import { ExecutionSession, SessionList } from '../../model/session';
import type { Mode } from '../../model/executable';
import { AbstractUpdate, ENUM_VALUE_UPDATE, INTEGER_DELTA_UPDATE } from '../../model/update';
import { DURATION_PATH } from '../../model/update-kind';
import { complaintText } from '../../model/complaint';
import { check } from '../../model/validate';
import { withBase } from '../offers/materials';
import { readBody, sendDocument } from '../negotiation';
import { Problem, say } from '../problem';
import type { FileBody } from '../platforms/platform';
import { sessionDocument, sessionRef } from '../sessions/document';
import { readEvents, readMessages } from '../sessions/event-log';
import { extend } from '../sessions/extension';
import { pageOf, readRuns, wanted } from '../sessions/history';
import { HistoryParameters, historyQueryOf } from '../sessions/history-query';
import { streamEvents } from '../sse';
import type { Broker } from './broker';
import { ByUuid } from './by-uuid';
import { writtenSession } from './form-of';
import { preferencesOf } from './prefer';
import { sessionReader } from './session-reader';

/** `/sessions`: the list, one session, its events and its files. */
export function sessionRoutes(app: FastifyInstance, broker: Broker): void {
  const { store, bus, driver, platforms, base } = broker;

  const read = sessionReader(broker);
  const send = async (
    request: FastifyRequest<ByUuid>,
    reply: FastifyReply
  ): Promise<FastifyReply> => {
    const { uuid } = request.params;
    const session = await read(uuid, base(request));
    const { document, form } = await writtenSession(store, uuid, session);
    return sendDocument(request, reply, document, rootName('session', form));
  };

  app.get(
    '/sessions',
    {
      schema: {
        summary: 'The sessions that were accepted',
        description:
          'With `fields=summary` or `fields=evidence` in short; see docs/wire.md for what can be asked.',
        querystring: HistoryParameters,
        response: { 200: SessionList }
      }
    },
    async (request, reply) => {
      const query = historyQueryOf(request.query);
      if (query.fields !== 'all') {
        return sendDocument(request, reply, await readRuns(store.db, query), 'run-list');
      }
      const found = await wanted(store.db, query).selectAll('sessions').execute();
      const { rows, next } = pageOf(found, query.limit);
      const messages = await readMessages(
        store.db,
        rows.map(({ uuid }) => uuid)
      );
      const from = base(request);
      const sessions = rows.map(row => sessionDocument(row, messages.get(row.uuid) ?? [], from));
      const list = {
        sessions: withBase(sessions, from),
        ...(store.notices.length ? { messages: store.notices } : {}),
        ...(next === undefined ? {} : { next })
      };
      return sendDocument(request, reply, list, 'session-list');
    }
  );

  app.get<ByUuid>(
    '/sessions/:uuid',
    {
      schema: {
        summary: 'A session, or an offer',
        description: 'In the form in which was asked; shown here is that of v1.0.',
        params: ByUuid,
        produces: [...MEDIA],
        response: { 200: ExecutionSession }
      }
    },
    async (request, reply) => {
      const { modified, cursor, phase } = await driver.row(request.params.uuid);
      // Weak: the media differ in their bytes. Whatever changes a session changes this moment too.
      const etag = `W/"${modified.toString(36)}-${cursor.toString(36)}-${phase}"`;
      reply.header('ETag', etag);
      return request.headers['if-none-match'] === etag
        ? reply.status(304).send()
        : send(request, reply);
    }
  );

  app.post<ByUuid>(
    '/sessions/:uuid',
    {
      schema: {
        summary: 'Accept, reject, cancel, finish, or give more time',
        description: 'Takes an update of any form, and answers with the session in its own.',
        params: ByUuid,
        consumes: [...MEDIA],
        produces: [...MEDIA],
        body: AbstractUpdate,
        response: { 200: ExecutionSession }
      }
    },
    async (request, reply) => {
      const { uuid } = request.params;
      const update = updateAsked(readUpdate(readBody(request)));
      if ('delta' in update) {
        await extend(broker, uuid, update.delta);
        return send(request, reply);
      }
      const { value, mode } = update;
      await {
        ACCEPTED: async () => driver.accept(uuid, mode),
        REJECTED: async () => driver.reject(uuid),
        CANCELLED: async () => driver.cancel(uuid),
        COMPLETED: async () => driver.finish(uuid)
      }[value]();
      return send(request, reply);
    }
  );

  app.get<ByUuid>(
    '/sessions/:uuid/events',
    {
      schema: {
        summary: 'What happened to a session, and what happens (server-sent events)',
        description:
          'Last-Event-ID continues after an event. Ends with the session; with `Prefer: wait=0` after what has happened so far.',
        params: ByUuid,
        produces: ['text/event-stream']
      }
    },
    async (request, reply) => {
      const { uuid } = request.params;
      await driver.row(uuid);
      const atOnce = preferencesOf(request).wait === 0;
      let after = Number(request.headers['last-event-id'] ?? 0) || 0;
      return streamEvents(request, reply, bus, uuid, async () => {
        const last = atOnce || isFinal((await driver.row(uuid)).phase);
        const events = await readEvents(store.db, uuid, after);
        after = events.at(-1)?.seq ?? after;
        return {
          events: events.map(event => ({ id: event.seq, event: event.type, data: event })),
          last
        };
      });
    }
  );

  app.get<{ Params: { uuid: string; '*': string } }>(
    '/sessions/:uuid/files/*',
    { schema: { summary: "A file in a session's working directory" } },
    async (request, reply) => {
      const { uuid, '*': path } = request.params;
      const row = await driver.row(uuid);
      const body = await platforms.get(row.platform)?.file(sessionRef(row), path);
      const found = body && (await opened(body));
      if (!found) {
        throw new Problem(404, [
          say('ERROR', 'no-such-file', 'The session {uuid} has no file {path}', { uuid, path })
        ]);
      }
      reply
        .header('Content-Type', 'application/octet-stream')
        .header(
          'Content-Disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`
        );
      if (found.size !== undefined) {
        reply.header('Content-Length', found.size);
      }
      return reply.send(found.stream);
    }
  );
}

/** A file's bytes and how many there are; `undefined` for what is no file. */
async function opened(body: FileBody): Promise<{ stream: Readable; size?: number } | undefined> {
  if ('stream' in body) {
    return body;
  }
  const found = await stat(body.path);
  if (!found.isFile()) {
    return undefined;
  }
  // Of a file that grows meanwhile, as much as was announced.
  const { size } = found;
  const stream = size ? createReadStream(body.path, { end: size - 1 }) : Readable.from([]);
  return { stream, size };
}

const PHASES_ASKED = ['ACCEPTED', 'REJECTED', 'CANCELLED', 'COMPLETED'] as const;

/** What an update asks for: a phase, and the mode that it accepts in; or so many seconds more. */
type Asked = { value: (typeof PHASES_ASKED)[number]; mode?: Mode } | { delta: number };

function updateAsked(value: unknown): Asked {
  const refuse = (reason: string): never => {
    throw new Problem(400, [say('ERROR', 'bad-update', reason)]);
  };
  const [complaint] = check(AbstractUpdate, value);
  if (complaint) {
    return refuse(complaintText(complaint));
  }
  const update = value as AbstractUpdate &
    Partial<Record<'value' | 'mode' | 'delta' | 'units', unknown>>;
  const found = (word: unknown): string => (word === undefined ? 'nothing' : JSON.stringify(word));
  if (update.kind === INTEGER_DELTA_UPDATE && update.path === DURATION_PATH) {
    const { delta, units = 'seconds' } = update;
    return typeof delta === 'number' && Number.isInteger(delta) && units === 'seconds'
      ? { delta }
      : refuse(`More time is a whole number of seconds, found ${found(delta)} ${found(units)}`);
  }
  if (update.kind !== ENUM_VALUE_UPDATE || update.path !== 'phase') {
    return refuse(
      `Only the phase can be updated, by kind ${ENUM_VALUE_UPDATE} and path phase, or ${DURATION_PATH} by kind ${INTEGER_DELTA_UPDATE}; found kind ${update.kind} and path ${update.path}`
    );
  }
  const { mode } = update;
  if (mode !== undefined && mode !== 'batch' && mode !== 'interactive') {
    return refuse(`The mode can be batch or interactive, found ${found(mode)}`);
  }
  const phase = PHASES_ASKED.find(word => word === update.value);
  return phase
    ? { value: phase, ...(mode ? { mode } : {}) }
    : refuse(
        `The phase can be set to ACCEPTED, REJECTED, CANCELLED or COMPLETED, found ${found(update.value)}`
      );
}
