import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';

import { Problem, say } from '../problem';
import { contentDisposition } from '../staging/file-name';
import { isLink, type SignedUrls } from '../staging/signed-urls';
import { DigestMismatch } from '../store/file-store';
import type { Broker } from './broker';

const ByDigest = Type.Object({ digest: Type.String() });
interface ByDigest {
  Params: Static<typeof ByDigest>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A link (see SignedUrls) opens this route, without the token. The route itself judges it. */
    byLink?: boolean;
  }
}

/** `/files/sha256/{digest}`: the store of what sessions work on. In a scope of its own: bodies stream. */
export function fileRoutes(app: FastifyInstance, { store, links }: Broker): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.addHook<ByDigest>('preHandler', (request, _reply, done) => {
    const { digest } = request.params;
    if (!/^[0-9a-f]{64}$/.test(digest)) {
      done(
        new Problem(400, [
          say('ERROR', 'bad-digest', 'A SHA-256 has 64 lower-case hex digits, found {digest}', {
            digest
          })
        ])
      );
    } else {
      done();
    }
  });

  app.get<ByDigest>(
    '/files/sha256/:digest',
    {
      config: { byLink: true },
      onRequest: (request, _reply, done) => done(objectionTo(request, links)),
      schema: { summary: 'A file of the store', params: ByDigest }
    },
    async (request, reply) => {
      const { digest } = request.params;
      const { query } = request;
      if (isLink(query) && 'name' in query) {
        reply.header('Content-Disposition', contentDisposition(String(query.name)));
      }
      const size = await store.files.size(digest);
      if (size === undefined) {
        throw new Problem(404, [
          say('ERROR', 'no-such-file', 'There is no file {digest}', { digest })
        ]);
      }
      reply.header('Content-Type', 'application/octet-stream').header('Content-Length', size);
      return request.method === 'HEAD'
        ? reply.send()
        : reply.send(createReadStream(store.files.path(digest)));
    }
  );

  app.put<ByDigest & { Body: Readable | undefined }>(
    '/files/sha256/:digest',
    {
      bodyLimit: Number.MAX_SAFE_INTEGER,
      schema: { summary: 'Put a file into the store', params: ByDigest }
    },
    async (request, reply) => {
      try {
        await store.files.put(request.body ?? Buffer.alloc(0), request.params.digest);
      } catch (error) {
        if (error instanceof DigestMismatch) {
          throw new Problem(400, [
            say('ERROR', 'other-content', '{reason}; send it again', { reason: error.message })
          ]);
        }
        throw error;
      }
      return reply.status(201).header('Location', request.url).send();
    }
  );
}

/** Why a link does not open its file; nothing where there is no link: then the token was looked at. */
function objectionTo(
  { params, query }: FastifyRequest<ByDigest>,
  links: SignedUrls | undefined
): Problem | undefined {
  const verdict = isLink(query) ? (links?.judge(params.digest, query) ?? 'wrong') : 'right';
  return verdict === 'right'
    ? undefined
    : new Problem(403, [
        verdict === 'expired'
          ? say('ERROR', 'link-expired', 'This link has expired; ask for a new one')
          : say(
              'ERROR',
              'wrong-link',
              'This link does not open this file; look whether it is whole'
            )
      ]);
}
