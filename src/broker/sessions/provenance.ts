import type { SessionEvent } from '../../model/event';
import type { InstalledEnvironment, Provenance } from '../../model/provenance';
import type { ExecutionSession } from '../../model/session';
import { messageText } from '../../model/template';
import { formatInstant, parseInstant } from '../../model/time';
import { VERSION } from '../version';
import type { SessionRow } from './document';

export interface ProvenanceParts {
  row: SessionRow;
  session: ExecutionSession;
  /** All that has happened to it. */
  events: readonly SessionEvent[];
  environment: InstalledEnvironment | undefined;
  /** The name of this broker among brokers. */
  broker: string;
}

/** Where the results of a session come from: what was promised for it, and what really happened. */
export function provenanceOf(parts: ProvenanceParts): Provenance {
  const { row, session, events, environment, broker } = parts;
  const { below, costs, progress, schedule, usage } = session;
  const steps = stepsIn(events);
  const end = steps.findLast(({ phase }) => phase === row.phase)?.message;
  const notebook = session.executable?.meta?.name;
  return {
    session: row.uuid,
    broker,
    version: VERSION,
    platform: row.platform,
    ...(below ? { below } : {}),
    ...(notebook === undefined ? {} : { notebook }),
    promised: {
      ...(schedule ? { schedule } : {}),
      ...(costs ? { costs } : {}),
      // What is promised elsewhere is not reserved here.
      ...(row.cores > 0 ? { cores: row.cores } : {}),
      ...(row.memory > 0 ? { memory: row.memory } : {})
    },
    phases: steps.map(({ phase, time }) => ({ phase, time })),
    outcome: row.phase,
    ...(end ? { message: messageText(end) } : {}),
    ...(progress ? { cells: progress } : {}),
    ...(usage ? { usage } : {}),
    ...(environment ? { environment } : {})
  };
}

/** When each phase began: as who ran it says, else when it was heard here; none after the next one. */
function stepsIn(
  events: readonly SessionEvent[]
): (Provenance['phases'][number] & Pick<SessionEvent, 'message'>)[] {
  let next = Infinity;
  return events
    .toReversed()
    .flatMap(({ phase, time, message }) => {
      if (phase === undefined) {
        return [];
      }
      next = Math.min(next, parseInstant(message?.time ?? time) ?? Date.parse(time));
      return [{ phase, time: formatInstant(next), message }];
    })
    .toReversed();
}
