import { mediaOf, readMedia, type Media } from '../../../dialects/media';
import type { MessageItem } from '../../../model/message';
import { STATUS_CODES } from 'node:http';
import type { Reply } from './http';
import { cleanMessages, cleanText, sentenceOf } from './foreign-words';
import { RemoteError } from './remote-error';

/** What we like to read, best first: JSON is by far the fastest. */
export const ACCEPT = 'application/json, application/yaml;q=0.9, application/xml;q=0.5, */*;q=0.1';

/** Characters of a document that is not JSON: parsing a longer one would hold everybody up. */
const LONGEST_TEXT = 4 * 2 ** 20;

/**
 * The document in an answer.
 *
 * @throws RemoteError for an answer that is a refusal, or that is no document
 */
export function documentOf(reply: Reply): Record<string, unknown> {
  if (reply.status >= 400) {
    throw refusal(reply);
  }
  const document = parsed(reply);
  if (document instanceof RemoteError) {
    throw document;
  }
  return document;
}

/** The document in an answer, or why there is none. */
export function parsed(reply: Reply): Record<string, unknown> | RemoteError {
  const { text, status, headers } = reply;
  const type = headers['content-type'];
  const rubbish = (reason: string): RemoteError => new RemoteError('rubbish', reason, { status });
  if (!text.trim()) {
    return rubbish('its answer is empty');
  }
  const title = titleOf(text);
  if (title !== undefined) {
    return rubbish(`it answers with a web page${title && `: "${title}"`}`);
  }
  const media = mediaIn(text, type);
  if (media !== 'application/json' && text.length > LONGEST_TEXT) {
    return rubbish(`its answer has more than ${LONGEST_TEXT / 2 ** 20} MB and is not JSON`);
  }
  try {
    const document = readMedia(text, media);
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? (document as Record<string, unknown>)
      : rubbish(`its answer is no document: ${cleanText(text, 80)}`);
  } catch (error) {
    return rubbish(
      `its answer cannot be read. ${cleanText(error instanceof Error ? error.message : String(error), 200)}`
    );
  }
}

/** By what the text is rather than by what a server calls it, where the two differ. */
function mediaIn(text: string, type: string | undefined): Media {
  return /^\s*[{[]/.test(text) ? 'application/json' : (mediaOf(type) ?? 'application/yaml');
}

/** The title of a page; empty for one without, `undefined` for what is no page. */
function titleOf(text: string): string | undefined {
  return /^\s*(?:<!doctype html|<html)/i.test(text)
    ? cleanText(/<title[^>]*>([^<]*)/i.exec(text.slice(0, 20_000))?.[1] ?? '', 100)
    : undefined;
}

/** The error that a refusing answer becomes, with the broker's reasons where it gave any. */
export function refusal(reply: Reply): RemoteError {
  const { status } = reply;
  const document = parsed(reply);
  const messages = document instanceof RemoteError ? [] : reasonsIn(document);
  const title = titleOf(reply.text);
  const said = messages.map(sentenceOf).join(' ') || title;
  const name = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (status === 401 || status === 403) {
    const words =
      status === 401
        ? `it asks who you are (${name}); sign in, or sign in anew`
        : `it does not let you (${name})`;
    return new RemoteError('sign-in', said ? `${words}: ${said}` : words, { status, messages });
  }
  const fault = document instanceof RemoteError && title !== undefined ? 'rubbish' : 'refused';
  return new RemoteError(fault, said ? `it answers ${name}: ${said}` : `it answers ${name}`, {
    status,
    messages
  });
}

/** The reasons in an error's body: ours, Spring's, RFC 9457's. */
function reasonsIn(document: Record<string, unknown>): MessageItem[] {
  const { messages, meta, message, detail, error, title } = document;
  const given = cleanMessages(messages ?? (meta as { messages?: unknown } | null)?.messages);
  if (given.length) {
    return given;
  }
  const text = [message, detail, error, title].find(value => typeof value === 'string' && value);
  return typeof text === 'string' ? [{ level: 'ERROR', message: cleanText(text, 1000) }] : [];
}
