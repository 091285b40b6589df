import type { MinMaxCost } from '../../../model/cost';
import type { JupyterNotebook, Mode } from '../../../model/executable';
import {
  COST_MONEY,
  JUPYTER_NOTEBOOK,
  MINMAX_COST,
  SIMPLE_COMPUTE,
  SIMPLE_DATA,
  SIMPLE_STORAGE,
  SIMPLE_VOLUME
} from '../../../model/kinds';
import { languageName } from '../../../model/language-name';
import type { MessageItem } from '../../../model/message';
import type { ExecutionRequest } from '../../../model/request';
import { formatDuration, formatInstant, parseDuration, parseInterval } from '../../../model/time';
import type { Understanding } from '../../offers/request-check';
import { misunderstood } from '../../offers/request-check';
import { say } from '../../problem';
import type { Capacity, OwnAnswer, Proposal } from '../platform';

export const UNDERSTOOD: Understanding = {
  executable: [JUPYTER_NOTEBOOK],
  compute: [SIMPLE_COMPUTE],
  storage: [SIMPLE_STORAGE],
  data: [SIMPLE_DATA],
  volume: [SIMPLE_VOLUME]
};

/** What is offered where nothing was asked. */
export const DEFAULT_SECONDS = 3600;
const DEFAULT_CORES = 1;
const DEFAULT_MEMORY = 2;
/** Nothing runs with less than one core and one GiB. */
const SMALLEST = 1;
const GIB = 2 ** 30;
/** A scientific environment with its caches, generously. */
const ENVIRONMENT_BYTES = 1.5 * GIB;

/** What the answer depends on, all of it read beforehand. */
export interface Circumstances {
  /** All that may be promised. */
  limits: Capacity;
  /** Bytes that can be written where sessions live. */
  disk: number;
  /** `major.minor` of the Python that environments are built from. */
  python: string;
  /** The longest that a session may run, in seconds. */
  longest: number;
  /** How limits are kept, in words. */
  keeper: string;
  /** Whether the environment that is needed is there already. */
  cached: boolean;
  /** Seconds that such environments took to build, where one has been. */
  buildSeconds?: number | undefined;
  /** The requirements file, decoded. */
  requirements: string;
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
    ...notebookReasons(request.executable, at),
    ...computeReasons(request, at),
    ...diskReasons(request, at),
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
  if (reasons.length || starts === undefined) {
    return { reasons };
  }
  return { limits: at.limits, propose: free => propose(request, free, at, { seconds, starts }) };
}

function propose(
  request: ExecutionRequest,
  free: Capacity,
  at: Circumstances,
  when: { seconds: number; starts: number }
): Proposal[] | { reasons: MessageItem[] } {
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
    ...(at.cached || at.buildSeconds === undefined ? {} : { preparing: at.buildSeconds }),
    costs: [FREE],
    messages: remarks(request, at),
    modes: modesFor(request),
    longest: at.longest
  }));
}

const MODES: readonly Mode[] = ['batch', 'interactive'];

/** The mode that was asked for; where none was, both: the client chooses when it accepts. */
function modesFor({ executable }: ExecutionRequest): readonly Mode[] {
  const { kind, mode } = executable as JupyterNotebook;
  return kind === JUPYTER_NOTEBOOK ? (mode ? [mode] : MODES) : ['batch'];
}

/** Your own machine sends no bill. What energy it takes is not measured, so nothing is said of it. */
const FREE: MinMaxCost = { kind: MINMAX_COST, type: COST_MONEY, min: 0, max: 0 };

function remarks(request: ExecutionRequest, at: Circumstances): MessageItem[] {
  const { language } = request.executable as JupyterNotebook;
  const wanted = language?.version?.split('.').slice(0, 2).join('.');
  return [
    at.cached
      ? say('INFO', 'environment-cached', 'The environment is ready')
      : say('INFO', 'environment-new', 'The environment must be built first'),
    say('INFO', 'limits-kept', 'Limits are kept by {keeper}', { keeper: at.keeper }),
    ...(wanted && wanted !== at.python && wanted.includes('.')
      ? [
          say(
            'WARN',
            'other-python',
            'The notebook was written with Python {wanted}; this computer runs it with {python}',
            { wanted, python: at.python }
          )
        ]
      : [])
  ];
}

function notebookReasons(
  executable: ExecutionRequest['executable'],
  { requirements }: Circumstances
): MessageItem[] {
  if (executable.kind !== JUPYTER_NOTEBOOK) {
    return [];
  }
  const { location, language } = executable as JupyterNotebook;
  const local = requirements
    .split('\n')
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) =>
      /^(?:(?:-e|--editable)\s*)?(?:\.{1,2}(?:\/|$)|\/|~\/|file:)|@\s*file:/.test(line)
    );
  return [
    ...(location
      ? []
      : [
          say('ERROR', 'no-location', 'executable.location is missing: where is the notebook?', {
            path: 'executable.location'
          })
        ]),
    ...(language && language.name.toLowerCase() !== 'python'
      ? [
          say(
            'ERROR',
            'other-language',
            'The notebook is written in {language}; this computer runs Python notebooks only',
            { path: 'executable.language', language: languageName(language.name) }
          )
        ]
      : []),
    ...local.map(({ line, number }) =>
      say(
        'ERROR',
        'local-requirement',
        'Line {line} of the requirements, "{text}", names a folder that does not travel with the notebook; name a published package or a URL',
        { path: 'executable.requirements', line: number, text: line }
      )
    )
  ];
}

function computeReasons({ compute }: ExecutionRequest, at: Circumstances): MessageItem[] {
  return [
    ...(['cores', 'memory'] as const).flatMap(what => {
      const asked = compute?.[what]?.min ?? 0;
      return asked > at.limits[what]
        ? [limit(`compute.${what}`, asked, { limit: at.limits[what], unit: UNITS[what] })]
        : [];
    }),
    ...(['cores', 'memory'] as const).flatMap(what => {
      const { min, max } = compute?.[what] ?? {};
      if (max !== undefined && max < SMALLEST) {
        return [
          say(
            'ERROR',
            'max-too-small',
            '{path}: at most {max} asked, and a notebook needs {least}',
            {
              path: `compute.${what}`,
              max,
              least: SMALLEST
            }
          )
        ];
      }
      return min !== undefined && max !== undefined && min > max
        ? [
            say('ERROR', 'min-above-max', '{path} asks for at least {min} and at most {max}', {
              path: `compute.${what}`,
              min,
              max
            })
          ]
        : [];
    }),
    ...((compute?.accelerators?.min ?? 0) > 0
      ? [limit('compute.accelerators', compute?.accelerators?.min ?? 0, { limit: 0 })]
      : [])
  ];
}

function diskReasons(request: ExecutionRequest, at: Circumstances): MessageItem[] {
  const storage =
    (request.storage ?? []).reduce((sum, { size }) => sum + (size?.min ?? 0), 0) * GIB;
  const data = (request.data ?? []).reduce(
    (sum, resource) => sum + ('size' in resource ? (resource.size ?? 0) : 0),
    0
  );
  const needed = storage + data + (at.cached ? 0 : ENVIRONMENT_BYTES);
  return needed > at.disk
    ? [
        say(
          'ERROR',
          'disk-full',
          'The disk has {free} GiB free, and {needed} GiB are needed; free some space first',
          {
            path: 'storage',
            free: (at.disk / GIB).toFixed(1),
            needed: (needed / GIB).toFixed(1)
          }
        )
      ]
    : [];
}

const UNITS = { cores: ['core', 'cores'], memory: ['GiB', 'GiB'] } as const;

/** A NO with the smallest change that would do (`would`), where there is one. */
function limit(
  path: string,
  asked: number | string,
  { limit, of, unit }: { limit: number | string; of?: number; unit?: readonly [string, string] }
): MessageItem {
  const values = {
    path,
    asked,
    limit,
    ...(unit ? { unit: unit[asked === 1 ? 0 : 1] } : {}),
    ...(typeof limit === 'number' && limit < SMALLEST ? {} : { would: limit })
  };
  const words = `{path}: {asked}${unit ? ' {unit}' : ''} asked`;
  return of === undefined
    ? say('ERROR', 'above-limit', `${words}, at most {limit} here`, values)
    : say('ERROR', 'taken', `${words}, {limit} of {of} free now`, { ...values, of });
}

function requestedSeconds({ schedule }: ExecutionRequest): number | undefined {
  const duration = schedule?.requested?.duration;
  const milliseconds = duration === undefined ? undefined : parseDuration(duration);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** The earliest start in the window that was asked for; `undefined` where it is over. */
function startOf({ schedule }: ExecutionRequest, now: number): number | undefined {
  const window = schedule?.requested?.start;
  const interval = window === undefined ? undefined : parseInterval(window);
  if (!interval) {
    return now;
  }
  return interval.end < now ? undefined : Math.max(now, interval.start);
}
