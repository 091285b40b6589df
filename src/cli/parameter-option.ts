import { InvalidArgumentError } from 'commander';

import type { Description } from '../description/description';
import { literalType } from '../description/python/literal-type';
import { languageName } from '../model/language-name';
import { CommandError } from './command-error';
import { NAME } from './pairs-joined';

/**
 * `NAME=VALUE` added to those before it. A value that is no Python literal is a text, as papermill has it.
 *
 * @throws InvalidArgumentError that says how it is written
 */
export function parameterOption(
  text: string,
  before: Record<string, string> = {}
): Record<string, string> {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at));
  if (!NAME.test(name)) {
    throw new InvalidArgumentError('Give a name of Python and a value: alpha=0.5 or name=Sarah.');
  }
  const value = text.slice(at + 1);
  // What JSON writes for a text, Python reads as the same text.
  const literal = literalType(value) === undefined ? JSON.stringify(value) : value;
  return { ...before, [name]: literal };
}

/**
 * Names that the notebook does not say it takes: they are put in all the same, as papermill does.
 *
 * @throws CommandError where parameters cannot be given at all
 */
export function unknownParameters(
  { name, language, parameters }: Description,
  given: Readonly<Record<string, string>> = {}
): string[] {
  const names = Object.keys(given);
  const { name: written = 'python' } = language.value ?? {};
  if (names.length && written !== 'python') {
    throw new CommandError(
      `${name} is written in ${languageName(written)}; parameters can be given to Python notebooks only`
    );
  }
  const known = new Set(parameters?.value?.map(({ name: one }) => one));
  return names.filter(one => !known.has(one));
}
