import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type, type Static } from 'typebox';

import { LOG_NAMES, type LogName } from '../../model/session-log';
import { readByteRange, type ByteRange } from '../byte-range';
import type { LogPart } from '../platforms/platform';
import { Problem, say } from '../problem';
import { sessionRef } from '../sessions/document';
import type { Broker } from './broker';

const ByLog = Type.Object({
  uuid: Type.String(),
  name: Type.Enum(LOG_NAMES)
});
interface ByLog {
  Params: Static<typeof ByLog>;
}

const TITLES: Readonly<Record<LogName, string>> = {
  stdout: 'standard output',
  stderr: 'standard error',
  log: 'log'
};

/** `/sessions/{uuid}/logs/{name}`: what a session writes, while it runs and afterwards. */
export function sessionLogRoutes(
  app: FastifyInstance,
  { driver, platforms }: Pick<Broker, 'driver' | 'platforms'>
): void {
  app.get<ByLog>(
    '/sessions/:uuid/logs/:name',
    {
      schema: {
        summary: 'What a session has written to its standard output or error, or its kernel’s log',
        description:
          'One range of bytes can be asked for (Range); that it grows does not change its ETag, that another file took its place does.',
        params: ByLog,
        produces: ['text/plain']
      }
    },
    async (request, reply) => {
      const { uuid } = request.params;
      const name = LOG_NAMES.find(known => known === request.params.name);
      if (name === undefined) {
        throw new Problem(404, [
          say('ERROR', 'no-such-log', 'There is no log {name}; there are {known}', {
            name: request.params.name,
            known: LOG_NAMES.join(', ')
          })
        ]);
      }
      const row = await driver.row(uuid);
      const platform = platforms.get(row.platform);
      const read = async (range?: ByteRange): Promise<LogPart> => {
        const part = await platform?.log?.(sessionRef(row), name, range);
        if (!part) {
          throw new Problem(404, [
            platform?.log
              ? say('INFO', 'nothing-logged', 'There is no {what} of this session (yet)', {
                  what: TITLES[name]
                })
              : say('INFO', 'no-logs', '{platform} does not give out what its sessions write', {
                  platform: row.platform
                })
          ]);
        }
        return part;
      };
      const range = readByteRange(request.headers.range);
      const part = await read(range);
      const condition = request.headers['if-range'];
      if (range && condition !== undefined && condition !== `"${part.edition}"`) {
        part.part?.stream.destroy();
        return sendPart(reply, await read(), undefined);
      }
      return sendPart(reply, part, range);
    }
  );
}

function sendPart(
  reply: FastifyReply,
  { size, edition, part }: LogPart,
  range: ByteRange | undefined
): FastifyReply {
  reply
    .header('Accept-Ranges', 'bytes')
    .header('ETag', `"${edition}"`)
    // What grows under one ETag must be kept by nobody.
    .header('Cache-Control', 'no-store')
    .header('X-Content-Type-Options', 'nosniff');
  if (!part) {
    reply.header('Content-Range', `bytes */${size}`);
    throw new Problem(416, [
      say('ERROR', 'no-such-range', 'It has only {size} bytes so far', { size })
    ]);
  }
  const { start, end, stream } = part;
  if (range) {
    reply.status(206).header('Content-Range', `bytes ${start}-${end - 1}/${size}`);
  }
  return reply
    .header('Content-Type', 'text/plain; charset=utf-8')
    .header('Content-Length', end - start)
    .send(stream);
}
