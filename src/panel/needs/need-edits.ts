import type { RequestEdits } from '../../description/request';
import type { Accelerators } from '../../model/compute';
import type { MinMax } from '../../model/quantity';
import { formatInterval } from '../../model/time';
import { splitArguments } from './arguments';

/** What the reader changed. Absent: as it was found; `null`: not asked for, whatever was found. */
export interface NeedEdits {
  /** At least so many; of `null`, a most may be left. */
  cores?: number | null | undefined;
  coresMax?: number | undefined;
  /** GiB, at least. */
  memory?: number | null | undefined;
  memoryMax?: number | undefined;
  accelerators?: Accelerators | null | undefined;
  /** Seconds. */
  duration?: number | null | undefined;
  /** Any start from now until so many hours from now. */
  startWithin?: number | undefined;
  /** An ISO 8601 interval, instead; `null`: now. */
  start?: string | null | undefined;
  /** The most that it may cost; `null`: not limited. */
  costMax?: number | null | undefined;
  /** The arguments of a program, as one writes them in a shell. */
  command?: string | null | undefined;
  /** The image of a container. */
  image?: string | undefined;
  /** ISO 4217; absent: whatever the broker counts in. */
  currency?: string | undefined;
  /** Files that a commit has are named by it instead of being sent. */
  byCommit?: boolean | undefined;
  /** Files that are not sent, as the notebook names them. */
  leftOut?: readonly string[] | undefined;
  /** What the code fetches from stores with places is named in the request. */
  nameData?: boolean | undefined;
  /** Python literals by the names of the notebook's parameters. */
  parameters?: Readonly<Record<string, string>> | undefined;
}

/** As the request wants them, seen from `now`. */
export function toEdits(edits: NeedEdits, now: number): RequestEdits {
  const { duration, startWithin, costMax, currency } = edits;
  const cores = bounds(edits.cores, edits.coresMax);
  const memory = bounds(edits.memory, edits.memoryMax);
  const start =
    startWithin === undefined
      ? edits.start
      : formatInterval({ start: now, end: now + startWithin * 3_600_000 });
  const command = typeof edits.command === 'string' ? splitArguments(edits.command) : edits.command;
  const { accelerators } = edits;
  return {
    ...(command === undefined ? {} : { command }),
    ...(edits.image === undefined ? {} : { image: edits.image }),
    ...(cores === undefined ? {} : { cores }),
    ...(memory === undefined ? {} : { memory }),
    ...(accelerators === undefined ? {} : { accelerators }),
    ...(duration === undefined ? {} : { duration }),
    ...(start === undefined ? {} : { start }),
    ...(edits.nameData ? { nameData: true } : {}),
    ...(edits.parameters === undefined ? {} : { parameters: edits.parameters }),
    ...(costMax === undefined
      ? {}
      : {
          cost:
            costMax === null
              ? null
              : { max: costMax, ...(currency === undefined ? {} : { currency }) }
        })
  };
}

/** A maximum that a later edit has put below the minimum is no longer meant. */
function bounds(
  min: number | null | undefined,
  max: number | undefined
): MinMax | null | undefined {
  const least = min ?? undefined;
  const most = max !== undefined && least !== undefined && max < least ? undefined : max;
  if (least === undefined && most === undefined) {
    return min === null ? null : undefined;
  }
  return {
    ...(least === undefined ? {} : { min: least }),
    ...(most === undefined ? {} : { max: most })
  };
}
