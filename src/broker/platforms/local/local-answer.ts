import type { MinMaxCost } from '../../../model/cost';
import {
  COST_MONEY,
  MINMAX_COST,
  SIMPLE_COMPUTE,
  SIMPLE_DATA,
  SIMPLE_STORAGE,
  SIMPLE_VOLUME
} from '../../../model/kinds';
import type { MessageItem } from '../../../model/message';
import type { ExecutionRequest } from '../../../model/request';
import { formatDuration, formatInstant } from '../../../model/time';
import type { Understanding } from '../../offers/request-check';
import { misunderstood } from '../../offers/request-check';
import { say } from '../../problem';
import type { Capacity, OwnAnswer, Proposal } from '../platform';
import type { Prospect } from './executables/executable-kind';
import { KINDS } from './executables/kinds';
import { computeReasons, diskReasons, limit, SMALLEST, UNITS } from './machine-reasons';
import { requestedSeconds, startOf } from './requested-time';

export const UNDERSTOOD: Understanding = {
  executable: KINDS.map(({ kind }) => kind),
  compute: [SIMPLE_COMPUTE],
  storage: [SIMPLE_STORAGE],
  data: [SIMPLE_DATA],
  volume: [SIMPLE_VOLUME]
};

/** What is offered where nothing was asked. */
export const DEFAULT_SECONDS = 3600;
const DEFAULT_CORES = 1;
const DEFAULT_MEMORY = 2;

/** What the answer depends on, all of it read beforehand. */
export interface Circumstances {
  /** All that may be promised. */
  limits: Capacity;
  /** Bytes that can be written where sessions live. */
  disk: number;
  /** The longest that a session may run, in seconds. */
  longest: number;
  /** How limits are kept, in words. */
  keeper: string;
  /** What the executable would take; `undefined` where its kind is not known here. */
  prospect: Prospect | undefined;
  /** Locations in this broker's store that are not there. */
  missing: string[];
  now: number;
}

/** Says whether and how this computer would run a request. Pure. */
export function answerLocally(request: ExecutionRequest, at: Circumstances): OwnAnswer {
  const seconds = requestedSeconds(request) ?? DEFAULT_SECONDS;
  const starts = startOf(request, at.now);
  const reasons = [
    ...misunderstood(request, UNDERSTOOD),
    ...(at.prospect?.reasons ?? []),
    ...computeReasons(request, at.limits),
    ...diskReasons(request, at.disk, at.prospect?.bytes ?? 0),
    ...at.missing.map(location =>
      say('ERROR', 'file-missing', '{location} is not in the store; send it with PUT first', {
        location
      })
    ),
    ...(seconds > at.longest
      ? [
          limit('schedule.requested.duration', formatDuration(seconds * 1000), {
            limit: formatDuration(at.longest * 1000)
          })
        ]
      : []),
    ...(starts === undefined
      ? [
          say(
            'ERROR',
            'start-over',
            'schedule.requested.start ended before now ({now}); ask for a later start',
            { path: 'schedule.requested.start', now: formatInstant(at.now) }
          )
        ]
      : [])
  ];
  const { prospect } = at;
  if (reasons.length || starts === undefined || !prospect) {
    return { reasons };
  }
  return {
    limits: at.limits,
    propose: free => propose(request, free, { ...at, prospect }, { seconds, starts })
  };
}

function propose(
  request: ExecutionRequest,
  free: Capacity,
  at: Circumstances & { prospect: Prospect },
  when: { seconds: number; starts: number }
): Proposal[] | { reasons: MessageItem[] } {
  const { preparing, remarks, modes } = at.prospect;
  const { cores, memory } = request.compute ?? {};
  const least = {
    cores: Math.max(SMALLEST, cores?.min ?? Math.min(DEFAULT_CORES, cores?.max ?? DEFAULT_CORES)),
    memory: Math.max(
      SMALLEST,
      memory?.min ?? Math.min(DEFAULT_MEMORY, memory?.max ?? DEFAULT_MEMORY)
    )
  };
  const short = (['cores', 'memory'] as const).filter(what => least[what] > free[what]);
  if (short.length) {
    return {
      reasons: short.map(what =>
        limit(`compute.${what}`, least[what], {
          limit: free[what],
          of: at.limits[what],
          unit: UNITS[what]
        })
      )
    };
  }
  const most = {
    cores: Math.min(cores?.max ?? least.cores, free.cores),
    memory: Math.min(memory?.max ?? least.memory, free.memory)
  };
  const roomier = most.cores > least.cores || most.memory > least.memory;
  return (roomier ? [least, most] : [least]).map(capacity => ({
    ...capacity,
    ...when,
    ...(preparing === undefined ? {} : { preparing }),
    costs: [FREE],
    messages: [
      ...remarks,
      say('INFO', 'limits-kept', 'Limits are kept by {keeper}', {
        keeper: at.prospect.keeper ?? at.keeper
      })
    ],
    modes,
    longest: at.longest
  }));
}

/** Your own machine sends no bill. What energy it takes is not measured, so nothing is said of it. */
const FREE: MinMaxCost = { kind: MINMAX_COST, type: COST_MONEY, min: 0, max: 0 };
