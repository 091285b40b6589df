import { SINGULARITY_CONTAINER } from '../model/kinds';
import type { Description } from './description';
import type { Problem } from './finding';
import type { Layer, Said } from './layer';

/** A layer without what this executable cannot be given, and what that was. */
export function fittingLayer(
  { parameters, command, ...layer }: Layer,
  { parameters: found, program }: Pick<Description, 'parameters' | 'program'>,
  isLiteral: (text: string) => boolean
): { layer: Layer; problems: Problem[] } {
  const problems: Problem[] = [];
  const tell = (
    { evidence: { values, source } }: Said<unknown>,
    template: string,
    more: Record<string, string> = {}
  ): void => {
    const where = { place: values?.place ?? '', ...more };
    problems.push({ level: 'warning', template, values: where, source });
  };
  const known = new Map(found?.value?.map(({ name, value }) => [name, value]));
  // The notebook's own value may be any expression.
  const fits = (name: string, text: string) => text === known.get(name) || isLiteral(text);
  const given = Object.entries(parameters ?? {}).filter(([name, said]) => {
    const text = said.value;
    if (!known.has(name)) {
      tell(said, '{place}: {name} is no parameter of this notebook; left out', { name });
    } else if (!fits(name, text)) {
      tell(
        said,
        '{place}: {name} is {text}, which is no Python literal (a text has quotes of its own: "\'abc\'"); left out',
        { name, text: text.slice(0, 60) }
      );
    }
    return known.has(name) && fits(name, text);
  });
  const takes = program !== undefined && program.kind !== SINGULARITY_CONTAINER;
  if (command && !takes) {
    tell(command, '{place}: this takes no arguments; left out');
  }
  return {
    layer: {
      ...layer,
      ...(given.length > 0 ? { parameters: Object.fromEntries(given) } : {}),
      ...(command && takes ? { command } : {})
    },
    problems
  };
}
