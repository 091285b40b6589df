import type { AbstractExecutable, Mode } from '../../model/executable';
import { JUPYTER_NOTEBOOK } from '../../model/kinds';
import { ENUM_VALUE_OPTION } from '../../model/option';
import type { MessageItem } from '../../model/message';
import { nextPhase, type Phase } from '../../model/phase';
import type { ExecutionSession, Progress, Usage } from '../../model/session';
import { formatInstant } from '../../model/time';
import type { Selectable } from 'kysely';
import type { SessionRef } from '../platforms/platform';
import type { SessionTable } from '../store/tables';
import { connectorsOf, isOpen } from './connectors';

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
  const {
    executable,
    connectors: known,
    ...document
  } = JSON.parse(row.document) as ExecutionSession;
  const url = `${base}/sessions/${row.uuid}`;
  const connectors = connectorsOf(row, known, url);
  return {
    ...document,
    ...(executable ? { executable: inMode(executable, row.mode) } : {}),
    ...(connectors.length ? { connectors } : {}),
    meta: {
      ...document.meta,
      uuid: row.uuid,
      url,
      created: formatInstant(row.created),
      modified: formatInstant(row.modified),
      messages: [...(document.meta?.messages ?? []), ...messages],
      // What else it can be given is kept with it, and can be asked while it is there.
      options: [
        ...(phaseOptions(row) ?? []),
        ...(isOpen(row.phase) ? (document.meta?.options ?? []) : [])
      ]
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

/** Says in which mode it was accepted, where its kind has one. */
function inMode(executable: AbstractExecutable, mode: Mode | null): AbstractExecutable {
  return mode === null || executable.kind !== JUPYTER_NOTEBOOK
    ? executable
    : { ...executable, mode };
}

/** Whether its user may end it well: somebody works in it. */
export function canFinish({ mode, phase }: Pick<SessionRow, 'mode' | 'phase'>): boolean {
  return mode === 'interactive' && isOpen(phase);
}

/** What a client may do: accept or reject an offer, cancel what is under way, finish its own work. */
function phaseOptions({
  mode,
  phase
}: Pick<SessionRow, 'mode' | 'phase'>): NonNullable<ExecutionSession['meta']>['options'] {
  const choices = (
    [
      ['accept', 'ACCEPTED'],
      ['reject', 'REJECTED'],
      ['cancel', 'CANCELLED']
    ] as const
  ).filter(([event]) => nextPhase(phase, event) !== undefined);
  const values: Phase[] = choices.map(([, value]) => value);
  if (canFinish({ mode, phase })) {
    values.unshift('COMPLETED');
  }
  return values.length ? [{ kind: ENUM_VALUE_OPTION, path: 'phase', values }] : [];
}
