import { ENUM_VALUE_OPTION } from '../../model/option';
import type { MessageItem } from '../../model/message';
import { nextPhase, type Phase } from '../../model/phase';
import type { ExecutionSession, Progress, Usage } from '../../model/session';
import { formatInstant } from '../../model/time';
import type { Selectable } from 'kysely';
import type { SessionRef } from '../platforms/platform';
import type { SessionTable } from '../store/tables';

export type SessionRow = Selectable<SessionTable>;

/** How a session is named to its platform. */
export function sessionRef({ uuid, key }: Pick<SessionRow, 'uuid' | 'key'>): SessionRef {
  return key === null ? { uuid } : { uuid, key };
}

/** A session as the wire has it. `base` is where the client sees this broker, without a slash. */
export function sessionDocument(
  row: SessionRow,
  messages: MessageItem[],
  base: string
): ExecutionSession {
  const document = JSON.parse(row.document) as ExecutionSession;
  const url = `${base}/sessions/${row.uuid}`;
  return {
    ...document,
    meta: {
      ...document.meta,
      uuid: row.uuid,
      url,
      created: formatInstant(row.created),
      modified: formatInstant(row.modified),
      messages: [...(document.meta?.messages ?? []), ...messages],
      options: phaseOptions(row.phase)
    },
    phase: row.phase,
    platform: row.platform,
    ...(row.phase === 'OFFERED' ? { expires: formatInstant(row.expires) } : {}),
    ...(row.progress ? { progress: JSON.parse(row.progress) as Progress } : {}),
    ...(row.usage ? { usage: JSON.parse(row.usage) as Usage } : {}),
    ...(row.result
      ? {
          result: {
            path: row.result,
            url: `${url}/files/${row.result.split('/').map(encodeURIComponent).join('/')}`
          }
        }
      : {})
  };
}

/** What a client may do in a phase: accept or reject an offer, cancel what is under way. */
function phaseOptions(phase: Phase): NonNullable<ExecutionSession['meta']>['options'] {
  const choices = (
    [
      ['accept', 'ACCEPTED'],
      ['reject', 'REJECTED'],
      ['cancel', 'CANCELLED']
    ] as const
  ).filter(([event]) => nextPhase(phase, event) !== undefined);
  const values = choices.map(([, value]) => value);
  return values.length ? [{ kind: ENUM_VALUE_OPTION, path: 'phase', values }] : [];
}
