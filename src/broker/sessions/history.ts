import { sql, type Kysely } from 'kysely';

import type { MinMaxCost } from '../../model/cost';
import type { SessionEvent } from '../../model/event';
import type { MessageItem } from '../../model/message';
import type { RunCell, RunEvidence, RunList } from '../../model/run-evidence';
import type { Progress, Usage } from '../../model/session';
import { messageText } from '../../model/template';
import { formatInstant } from '../../model/time';
import type { Tables } from '../store/tables';
import { cursorAfter, type HistoryQuery } from './history-query';

/** The accepted sessions that a query is about, the last accepted first. One more than its limit. */
// The type is Kysely's, and says the same as the lines below.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function wanted(db: Kysely<Tables>, query: HistoryQuery) {
  const { phases, platform, notebook, sha256, words, since, before, after, limit } = query;
  let rows = db
    .selectFrom('sessions')
    .innerJoin('runs', 'runs.session', 'sessions.uuid')
    .where('sessions.accepted', 'is not', null)
    .orderBy('sessions.accepted', 'desc')
    .orderBy('sessions.uuid', 'desc')
    .limit(limit + 1);
  if (phases) {
    rows = rows.where('sessions.phase', 'in', phases);
  }
  if (platform !== undefined) {
    rows = rows.where('sessions.platform', '=', platform);
  }
  if (notebook !== undefined) {
    rows = rows.where('runs.notebook', '=', notebook);
  }
  if (sha256 !== undefined) {
    rows = rows.where('runs.sha256', '=', sha256);
  }
  if (since !== undefined) {
    rows = rows.where('sessions.accepted', '>=', since);
  }
  if (before !== undefined) {
    rows = rows.where('sessions.accepted', '<', before);
  }
  for (const word of words) {
    const pattern = `${word.replace(/[\\%_]/g, '\\$&')}%`;
    rows = rows.where(
      sql<boolean>`((coalesce(runs.notebook, '') || ' ' || coalesce(runs.name, '') || ' ' || sessions.platform)
        LIKE ${`%${pattern}`} ESCAPE '\\' OR sessions.uuid LIKE ${pattern} ESCAPE '\\')`
    );
  }
  if (after) {
    rows = rows.where(
      sql<boolean>`(sessions.accepted, sessions.uuid) < (${after.accepted}, ${after.uuid})`
    );
  }
  return rows;
}

/** What a page is asked for with after these rows; `rows` keeps only what belongs to this one. */
export function pageOf<Row extends { uuid: string; accepted: number | null }>(
  found: readonly Row[],
  limit: number
): { rows: readonly Row[]; next?: string } {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return found.length > limit && last?.accepted != null
    ? { rows, next: cursorAfter({ accepted: last.accepted, uuid: last.uuid }) }
    : { rows };
}

/** Sessions of the past in short, as a query wants them. */
export async function readRuns(db: Kysely<Tables>, query: HistoryQuery): Promise<RunList> {
  const found = await wanted(db, query)
    .select([
      ...(['uuid', 'platform', 'phase', 'mode', 'cores', 'memory', 'sessions.seconds'] as const),
      ...(['progress', 'usage', 'result', 'accepted', 'name', 'notebook', 'sha256'] as const),
      ...(['began', 'ended', 'built', 'ending'] as const),
      sql<string | null>`document -> '$.costs'`.as('costs')
    ])
    .execute();
  const { rows, next } = pageOf(found, query.limit);
  const cells =
    query.fields === 'evidence'
      ? await readCells(
          db,
          rows.map(({ uuid }) => uuid)
        )
      : undefined;
  const runs = rows.map((row): RunEvidence => {
    const usage = parsed(row.usage) as Usage | undefined;
    const ending = parsed(row.ending) as MessageItem | undefined;
    const { began, ended } = row;
    const seconds =
      began !== null && ended !== null ? Math.max(0, ended - began) / 1000 : undefined;
    const taken = cells?.get(row.uuid);
    return {
      session: row.uuid,
      phase: row.phase,
      platform: row.platform,
      accepted: formatInstant(row.accepted ?? 0),
      promised: {
        // What is promised elsewhere is not reserved here.
        ...(row.cores > 0 ? { cores: row.cores } : {}),
        ...(row.memory > 0 ? { memory: row.memory } : {}),
        ...(row.seconds > 0 ? { seconds: row.seconds } : {}),
        ...known('costs', parsed(row.costs) as MinMaxCost[] | undefined)
      },
      ...known('mode', row.mode),
      ...known('name', row.name),
      ...known('notebook', row.notebook),
      ...known('sha256', row.sha256),
      ...known('began', began === null ? null : formatInstant(began)),
      ...known('ended', ended === null ? null : formatInstant(ended)),
      ...known('seconds', seconds),
      ...known('peak', usage?.peak),
      ...known('cpu', usage?.cpu),
      ...known('busy', usage && seconds ? usage.cpu / seconds : undefined),
      ...known('built', row.built),
      ...known('progress', parsed(row.progress) as Progress | undefined),
      ...known('reason', ending?.kind?.replace(/^.*:/, '')),
      ...known('message', ending && messageText(ending)),
      ...(row.result === null ? {} : { result: true }),
      ...known('cells', taken)
    };
  });
  return { runs, ...known('next', next) };
}

/** Seconds by cell of some sessions, in the order in which the cells ran. */
async function readCells(
  db: Kysely<Tables>,
  sessions: readonly string[]
): Promise<Map<string, RunCell[]>> {
  const cells = new Map<string, RunCell[]>();
  if (sessions.length) {
    const events = await db
      .selectFrom('events')
      .select(['session', 'body'])
      .where('session', 'in', sessions)
      .where('type', '=', 'progress')
      .orderBy('session')
      .orderBy('seq')
      .execute();
    for (const { session, body } of events) {
      const { index, seconds } = (JSON.parse(body) as SessionEvent).progress ?? {};
      if (index !== undefined && seconds !== undefined) {
        const taken = cells.get(session) ?? [];
        taken.push({ index, seconds });
        cells.set(session, taken);
      }
    }
  }
  return cells;
}

function parsed(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}

/** A property that is there only where its value is known. */
function known<Name extends string, T>(
  name: Name,
  value: T | null | undefined
): Partial<Record<Name, T>> {
  return value == null ? {} : ({ [name]: value } as Record<Name, T>);
}
