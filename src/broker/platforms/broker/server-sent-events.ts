import type { Readable } from 'node:stream';

import { createParser } from 'eventsource-parser';

import { RemoteError } from './remote-error';

/** Characters of one event. */
const LONGEST = 16 * 2 ** 20;

/** The server-sent events of a body, each with its JSON read; ends with the body. */
export async function* serverSentEvents(body: Readable): AsyncGenerator<{ data: unknown }> {
  const events: { data: unknown }[] = [];
  let pending = 0;
  const parser = createParser({
    onEvent: ({ data }) => {
      pending = 0;
      events.push({ data: parsed(data) });
    },
    onComment: () => (pending = 0)
  });
  try {
    for await (const text of body.setEncoding('utf8') as AsyncIterable<string>) {
      pending += text.length;
      parser.feed(text);
      if (pending > LONGEST) {
        throw new RemoteError('rubbish', 'an event of it is too long to be read');
      }
      yield* events.splice(0);
    }
  } finally {
    body.destroy();
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new RemoteError('rubbish', 'an event of it is not JSON', { cause: error });
  }
}
