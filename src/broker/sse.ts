import { PassThrough } from 'node:stream';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Bus } from './bus';

/** Keeps proxies from closing a quiet stream; milliseconds. */
const HEARTBEAT = 15_000;

export interface ServerSentEvent {
  id?: number;
  event: string;
  data: unknown;
}

/**
 * Streams events as they come: `next` is called at once and at each news of `topic`, and gives the
 * events that have not been sent, and whether they were the last.
 */
export function streamEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  bus: Bus,
  topic: string,
  next: () => Promise<{ events: ServerSentEvent[]; last: boolean }>
): FastifyReply {
  const stream = new PassThrough();
  let busy = false;
  /** How often there was news; more than `seen`: look again. */
  let news = 0;
  const end = (): void => {
    unlisten();
    clearInterval(heartbeat);
    stream.end();
  };
  const look = async (): Promise<void> => {
    news += 1;
    if (busy) {
      return;
    }
    busy = true;
    try {
      let seen: number;
      do {
        seen = news;
        const { events, last } = await next();
        for (const { id, event, data } of events) {
          stream.write(
            `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
          );
        }
        if (last) {
          end();
          return;
        }
      } while (seen !== news);
    } catch (error) {
      request.log.error(error);
      end();
    } finally {
      busy = false;
    }
  };
  const unlisten = bus.listen(topic, () => void look());
  const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT).unref();
  request.raw.once('close', end);
  void look();
  return reply
    .header('Content-Type', 'text/event-stream')
    .header('Cache-Control', 'no-store')
    .header('X-Accel-Buffering', 'no')
    .send(stream);
}
