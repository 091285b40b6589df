import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

import { MEDIA_NAMES, mediaOf, readMedia, UnreadableDocument, writeMedia } from '../dialects/media';
import type { Media } from '../dialects/media';
import { Problem, say } from './problem';

// The standard's own names come first: the order decides where a client accepts several alike.
const OFFERED = ['application/yaml', ...MEDIA_NAMES.filter(name => name !== 'application/yaml')];

/**
 * The document in a request's body.
 *
 * @throws Problem 415 for a medium that is not known, 400 for a text that is not of it
 */
export function readBody(request: FastifyRequest): unknown {
  const type = request.headers['content-type'];
  const media = mediaOf(type);
  if (!media) {
    throw new Problem(415, [
      say('ERROR', 'unknown-medium', 'A document of the type {type} cannot be read; send {known}', {
        type: type ?? '',
        known: MEDIA_NAMES.join(', ')
      })
    ]);
  }
  try {
    return readMedia(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '', media);
  } catch (error) {
    if (error instanceof UnreadableDocument) {
      throw new Problem(400, [say('ERROR', 'unreadable', '{reason}', { reason: error.message })]);
    }
    throw error;
  }
}

/** The medium that the client likes best, by its Accept; `undefined` where it takes none of ours. */
export function acceptedMedia(request: FastifyRequest): { name: string; media: Media } | undefined {
  const name = new Negotiator({ headers: { accept: request.headers.accept } }).mediaType(OFFERED);
  const media = name === undefined ? undefined : mediaOf(name);
  return name === undefined || media === undefined ? undefined : { name, media };
}

/**
 * Answers with a document in the medium that the client likes best; in XML, under the element `root`.
 *
 * @throws Problem 406 where it takes none
 */
export function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  document: unknown,
  root: string
): FastifyReply {
  const accepted = acceptedMedia(request);
  if (!accepted) {
    throw new Problem(406, [
      say('ERROR', 'not-acceptable', 'Nothing in {accept} can be written here; accept {known}', {
        accept: request.headers.accept ?? '',
        known: MEDIA_NAMES.join(', ')
      })
    ]);
  }
  return reply
    .header('Content-Type', `${accepted.name}; charset=utf-8`)
    .header('Vary', 'Accept')
    .send(writeMedia(document, accepted.media, root));
}

/** Answers with a problem; in YAML where the client takes nothing that we write. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem
): FastifyReply {
  const { name, media } = acceptedMedia(request) ?? {
    name: 'application/yaml',
    media: 'application/yaml'
  };
  return reply
    .status(problem.status)
    .header('Content-Type', `${name}; charset=utf-8`)
    .send(writeMedia(documentOf(problem, media), media, 'problem'));
}

/** In XML a message is an element of the list of messages, and can be nothing else beside it. */
function documentOf({ message, messages }: Problem, media: Media): object {
  return media === 'application/xml' ? { messages } : { message, messages };
}
