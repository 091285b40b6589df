import type { BrokerClient } from '../../client/broker-client';
import type { ExecutionSession } from '../../model/session';
import { notebookPath, sessionId, sessionName } from '../sessions/session-story';
import { readEvents } from './session-events';
import { NOTHING_YET, withEvents } from './session-record';
import type { EarlierRun } from './time-left';

/**
 * How long the cells of a notebook took when it last ran to its end, for another session of it with
 * as many of them; `undefined` where it has not, as far as the broker remembers.
 */
export async function earlierRun(
  client: BrokerClient,
  session: ExecutionSession,
  cells: number
): Promise<EarlierRun | undefined> {
  const { sessions } = await client.sessions();
  const found = sessions.find(
    other =>
      other.phase === 'COMPLETED' &&
      other.progress?.cells === cells &&
      sessionId(other) !== sessionId(session) &&
      isSame(other, session)
  );
  if (!found) {
    return undefined;
  }
  const record = withEvents(NOTHING_YET, await readEvents(client, sessionId(found), 0));
  const seconds = new Map(
    record.cells.flatMap(cell =>
      cell.seconds === undefined ? [] : [[cell.cell, cell.seconds] as const]
    )
  );
  const ended = record.steps.at(-1)?.time;
  return seconds.size && ended !== undefined
    ? { seconds, ended, platform: found.platform ?? '–' }
    : undefined;
}

function isSame(one: ExecutionSession, other: ExecutionSession): boolean {
  const [path, otherPath] = [notebookPath(one), notebookPath(other)];
  return path === undefined || otherPath === undefined
    ? sessionName(one) === sessionName(other)
    : path === otherPath;
}
