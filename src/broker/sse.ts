import { PassThrough } from 'node:stream';

import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Bus } from './bus';

/** Keeps proxies from closing a quiet stream; milliseconds. */
const HEARTBEAT = 15_000;
/** Milliseconds of rest after each look; `REST` times what it took, where that is more. */
const SHORTEST_REST = 40;
const REST = 3;

export interface ServerSentEvent {
  id?: number;
  event: string;
  data: unknown;
}

/**
 * Streams events as they come: `next` is called at once and at news of `topic`, and gives the events
 * that have not been sent, and whether they were the last. News that come close together share a
 * look, for a look at a large set costs more than whatever is new in it.
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
  let resting: NodeJS.Timeout | undefined;
  let news = false;
  const end = (): void => {
    unlisten();
    clearInterval(heartbeat);
    clearTimeout(resting);
    stream.end();
  };
  const look = async (): Promise<void> => {
    if (busy) {
      news = true;
      return;
    }
    busy = true;
    news = false;
    const start = performance.now();
    try {
      const { events, last } = await next();
      if (stream.writableEnded) {
        return;
      }
      for (const { id, event, data } of events) {
        stream.write(
          `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
        );
      }
      if (last) {
        end();
        return;
      }
    } catch (error) {
      request.log.error(error);
      end();
      return;
    }
    const rest = Math.max(SHORTEST_REST, (performance.now() - start) * REST);
    resting = setTimeout(() => {
      busy = false;
      if (news) {
        void look();
      }
    }, rest);
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
