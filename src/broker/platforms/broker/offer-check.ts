import type { ExecutionRequest } from '../../../model/request';
import type { MessageItem } from '../../../model/message';
import { kindName } from '../../../model/kinds';
import type { MinMax } from '../../../model/quantity';
import type { ExecutionSession } from '../../../model/session';
import { formatInstant, parseDuration, parseInterval } from '../../../model/time';
import { say } from '../../problem';

type Difference = 'less-than-asked' | 'more-than-asked' | 'other-executable';

/**
 * How an offer differs from what was asked, in words: less than the least, more than the most, or
 * another executable. What an offer does not tell is not held against it.
 */
export function differences(asked: ExecutionRequest, offer: ExecutionSession): MessageItem[] {
  const { compute } = asked;
  return [
    ...otherExecutable(asked, offer),
    ...amounts('compute.cores', 'cores', compute?.cores, offer.compute?.cores),
    ...amounts('compute.memory', 'GiB', compute?.memory, offer.compute?.memory),
    ...amounts(
      'compute.accelerators',
      'accelerators',
      compute?.accelerators,
      // Not to name them is to have none.
      offer.compute ? (offer.compute.accelerators ?? { min: 0, max: 0 }) : undefined
    ),
    ...times(asked, offer),
    ...costs(asked, offer)
  ];
}

function otherExecutable(asked: ExecutionRequest, offer: ExecutionSession): MessageItem[] {
  const { executable } = offer;
  if (!executable) {
    return [];
  }
  if (executable.kind !== asked.executable.kind) {
    return [
      differs('other-executable', 'executable.kind', {
        asked: kindName(asked.executable.kind),
        offered: kindName(executable.kind)
      })
    ];
  }
  const [wanted, given] = [locationOf(asked.executable), locationOf(executable)];
  return wanted !== undefined && given !== undefined && wanted !== given
    ? [differs('other-executable', 'executable.location', { asked: wanted, offered: given })]
    : [];
}

function locationOf(executable: object): string | undefined {
  return (executable as { location?: string }).location;
}

function amounts(
  path: string,
  unit: string,
  asked: MinMax | undefined,
  offered: MinMax | undefined
): MessageItem[] {
  const least = offered?.min ?? offered?.max;
  const most = offered?.max ?? offered?.min;
  return [
    ...(asked?.min !== undefined && least !== undefined && least < asked.min
      ? [
          differs('less-than-asked', `${path}.min`, {
            asked: `${asked.min} ${unit}`,
            offered: `${least} ${unit}`
          })
        ]
      : []),
    ...(asked?.max !== undefined && most !== undefined && most > asked.max
      ? [
          differs('more-than-asked', `${path}.max`, {
            asked: `${asked.max} ${unit}`,
            offered: `${most} ${unit}`
          })
        ]
      : [])
  ];
}

function times({ schedule }: ExecutionRequest, offer: ExecutionSession): MessageItem[] {
  const { start, duration } = schedule?.requested ?? {};
  const available = offer.schedule?.available;
  const window = start === undefined ? undefined : parseInterval(start);
  const starts = available?.start === undefined ? undefined : parseInterval(available.start)?.start;
  const wanted = duration === undefined ? undefined : parseDuration(duration);
  const given = available?.duration === undefined ? undefined : parseDuration(available.duration);
  return [
    ...(window && starts !== undefined && starts > window.end
      ? [
          differs('more-than-asked', 'schedule.requested.start', {
            asked: `a start by ${formatInstant(window.end)}`,
            offered: `one at ${formatInstant(starts)}`
          })
        ]
      : []),
    ...(window && starts !== undefined && starts < window.start
      ? [
          differs('less-than-asked', 'schedule.requested.start', {
            asked: `a start from ${formatInstant(window.start)}`,
            offered: `one at ${formatInstant(starts)}`
          })
        ]
      : []),
    ...(wanted !== undefined && given !== undefined && given > 0 && given < wanted
      ? [
          differs('less-than-asked', 'schedule.requested.duration', {
            asked: duration ?? '',
            offered: available?.duration ?? ''
          })
        ]
      : [])
  ];
}

function costs(asked: ExecutionRequest, offer: ExecutionSession): MessageItem[] {
  return (asked.costs ?? []).flatMap(({ type, currency, units, max }, i) => {
    const cost = offer.costs?.find(
      other =>
        other.type === type && (other.currency ?? currency) === currency && other.units === units
    );
    const most = cost?.max ?? cost?.min;
    const unit = currency ?? units ?? '';
    return max !== undefined && most !== undefined && most > max
      ? [
          differs('more-than-asked', `costs[${i}].max`, {
            asked: `${max} ${unit}`.trim(),
            offered: `up to ${most} ${unit}`.trim()
          })
        ]
      : [];
  });
}

const WORDS: Readonly<Record<Difference, string>> = {
  'less-than-asked': 'Less than was asked: {offered} instead of {asked} ({path})',
  'more-than-asked': 'More than was asked: {offered} instead of {asked} ({path})',
  'other-executable': 'Not what was asked to be run: {offered} instead of {asked} ({path})'
};

function differs(
  kind: Difference,
  path: string,
  values: { asked: string; offered: string }
): MessageItem {
  return say('WARN', kind, WORDS[kind], { path, ...values });
}
