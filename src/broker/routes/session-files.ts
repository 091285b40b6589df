import type { FastifyInstance } from 'fastify';

import { SessionFileList } from '../../model/session-files';
import { sendDocument } from '../negotiation';
import { say } from '../problem';
import { sessionRef } from '../sessions/document';
import type { Broker } from './broker';
import { ByUuid } from './by-uuid';

/** `/sessions/{uuid}/files`: what lies in a session's working directory, while it runs and afterwards. */
export function sessionFilesRoutes(
  app: FastifyInstance,
  { driver, platforms }: Pick<Broker, 'driver' | 'platforms'>
): void {
  app.get<ByUuid>(
    '/sessions/:uuid/files',
    {
      schema: {
        summary: "The files in a session's working directory, beside what was sent along",
        params: ByUuid,
        response: { 200: SessionFileList }
      }
    },
    async (request, reply) => {
      const row = await driver.row(request.params.uuid);
      const list = await platforms.get(row.platform)?.files?.(sessionRef(row));
      const { platform } = row;
      const none: SessionFileList = {
        files: [],
        messages: [
          say(
            'INFO',
            'no-file-list',
            '{platform} does not list the files of its sessions; only the executed notebook can be had from there',
            { platform }
          )
        ]
      };
      return sendDocument(request, reply, list ?? none, 'session-file-list');
    }
  );
}
