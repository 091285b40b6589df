import { EventSourceParserStream } from 'eventsource-parser/stream';

/** The server-sent events of a response, as they come; ends with the response. */
export async function* eventStream(
  response: Response
): AsyncGenerator<{ id?: string | undefined; event?: string | undefined; data: string }> {
  if (!response.body) {
    return;
  }
  const reader = response.body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
