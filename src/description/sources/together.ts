import type { Declared } from '../environment';
import type { FileRead } from './read-file';

/** What several places say together: a package counts as the first of them has it. */
export function together(first: Declared, others: readonly Declared[]): Declared {
  const last = others.at(-1);
  const before = [first, ...others.slice(0, -1)];
  const all = others.reduce((known, next) => {
    const names = new Set(known.requirements.map(({ name }) => name));
    const more = next.requirements.filter(({ name }) => name === '' || !names.has(name));
    return {
      ...known,
      requirements: [...known.requirements, ...more],
      options: [...known.options, ...next.options],
      problems: [...known.problems, ...next.problems],
      complete: known.complete && next.complete
    };
  }, first);
  return last === undefined
    ? all
    : {
        ...all,
        evidence: {
          template: '{file} and {other}',
          values: { file: before.map(({ name }) => name).join(', '), other: last.name },
          source: first.source
        }
      };
}

/** Files of which repo2docker installs both; what the first lacks the second adds. */
const TOGETHER: readonly [RegExp, RegExp][] = [
  [/(?:^|\/)(?:setup\.(?:py|cfg)|pyproject\.toml)$/, /(?:^|\/)requirements\.txt$/],
  [/(?:^|\/)DESCRIPTION$/, /(?:^|\/)install\.R$/]
];

/** The files of one folder, with those together that are installed together. */
export function merged(found: FileRead[]): FileRead[] {
  return TOGETHER.reduce((reads, [first, second]) => {
    const declared = reads.flatMap(read => (read && 'declared' in read ? [read.declared] : []));
    const project = declared.find(one => first.test(one.name) && tells(one));
    const listed = declared.find(({ name }) => second.test(name));
    return project && listed
      ? reads.map(read =>
          read && 'declared' in read && read.declared === project
            ? { declared: together(project, [listed]) }
            : read
        )
      : reads;
  }, found);
}

/** A list of which nothing could be read says nothing: setup.py may work its packages out. */
export function tells({ requirements, complete }: Declared): boolean {
  return complete || requirements.length > 0;
}
