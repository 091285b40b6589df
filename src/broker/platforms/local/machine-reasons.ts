import type { MessageItem } from '../../../model/message';
import type { ExecutionRequest } from '../../../model/request';
import { say } from '../../problem';
import type { Capacity } from '../platform';

/** Nothing runs with less than one core and one GiB. */
export const SMALLEST = 1;
const GIB = 2 ** 30;

export const UNITS = { cores: ['core', 'cores'], memory: ['GiB', 'GiB'] } as const;

/** What of the cores, memory and accelerators that are asked is not to be had here, ever. */
export function computeReasons({ compute }: ExecutionRequest, limits: Capacity): MessageItem[] {
  return [
    ...(['cores', 'memory'] as const).flatMap(what => {
      const asked = compute?.[what]?.min ?? 0;
      return asked > limits[what]
        ? [limit(`compute.${what}`, asked, { limit: limits[what], unit: UNITS[what] })]
        : [];
    }),
    ...(['cores', 'memory'] as const).flatMap(what => {
      const { min, max } = compute?.[what] ?? {};
      if (max !== undefined && max < SMALLEST) {
        return [
          say(
            'ERROR',
            'max-too-small',
            '{path}: at most {max} asked, and at least {least} is needed',
            { path: `compute.${what}`, max, least: SMALLEST }
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

/** Whether the disk has room for storage, data, and `more` bytes beside them. */
export function diskReasons(request: ExecutionRequest, free: number, more: number): MessageItem[] {
  const storage =
    (request.storage ?? []).reduce((sum, { size }) => sum + (size?.min ?? 0), 0) * GIB;
  const data = (request.data ?? []).reduce(
    (sum, resource) => sum + ('size' in resource ? (resource.size ?? 0) : 0),
    0
  );
  const needed = storage + data + more;
  return needed > free
    ? [
        say(
          'ERROR',
          'disk-full',
          'The disk has {free} GiB free, and {needed} GiB are needed; free some space first',
          {
            path: 'storage',
            free: (free / GIB).toFixed(1),
            needed: (needed / GIB).toFixed(1)
          }
        )
      ]
    : [];
}

/** A NO with the smallest change that would do (`would`), where there is one. */
export function limit(
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
