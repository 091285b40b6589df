import type { Declared } from '../environment';
import type { Place } from './place';
import type { RequirementList } from './requirement-list';

/** The result of a lock: how many of its packages were asked for, and how many these need. */
export function declareLock(
  kind: Declared['kind'],
  place: Place,
  list: RequirementList,
  direct: number | undefined,
  left: number
): Declared {
  const count = list.requirements.length;
  const values = {
    file: place.name,
    count: String(count),
    direct: String(direct ?? 0),
    needed: String(Math.max(0, count - (direct ?? 0))),
    left: String(left)
  };
  const whole =
    direct === undefined
      ? 'Pinned in {file}: {count}; which of them were asked for it does not tell'
      : 'Pinned in {file}: {count}, of which {direct} asked for and {needed} needed by these';
  return {
    kind,
    name: place.name,
    source: place.at(),
    requirements: list.requirements,
    options: list.options,
    problems: list.problems,
    complete: list.complete,
    evidence: {
      template: left > 0 ? `${whole}; {left} of conda are no Python packages and left out` : whole,
      values,
      source: place.at()
    }
  };
}

/** What a list that a person wrote says; `extras`: the names of those that it only offers. */
export function declareList(
  kind: Declared['kind'],
  place: Place,
  list: RequirementList,
  extras: readonly string[] = []
): Declared {
  const shown = extras.slice(0, 5).join(', ');
  const names = list.requirements.length > 0 ? '{file}' : '{file} names no package';
  return {
    kind,
    name: place.name,
    source: place.at(),
    requirements: list.requirements,
    options: list.options,
    problems: list.problems,
    complete: list.complete,
    evidence: {
      template: extras.length > 0 ? `${names}; its extras are not asked for: {extras}` : names,
      values: {
        file: place.name,
        ...(extras.length > 0 ? { extras: extras.length > 5 ? `${shown} …` : shown } : {})
      },
      source: place.at()
    }
  };
}
