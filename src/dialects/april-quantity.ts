import { compact, fieldsOf, isFields, unlessEmpty } from './fields';

/** Whose figures those of our model are. */
export type Side = 'requested' | 'offered';

const SIZES = ['cores', 'memory', 'size'];

/** The quantities of a component as of April 2025: `{requested: {min, max}, offered: {min, max}}`. */
export function toSides(component: Record<string, unknown>, side: Side): Record<string, unknown> {
  return each(component, value => {
    const { min, max, ...rest } = fieldsOf(value);
    return { ...rest, [side]: compact({ min, max }) };
  });
}

/** The figures that count: those offered where there are any. What was requested stays beside them. */
export function fromSides(component: Record<string, unknown>): Record<string, unknown> {
  return each(component, value => {
    const { requested, offered, ...plain } = fieldsOf(value);
    const { min, max } = fieldsOf(offered ?? requested ?? plain);
    return compact({
      ...plain,
      min,
      max,
      ...(offered === undefined || requested === undefined
        ? {}
        : unlessEmpty('requested', fieldsOf(requested)))
    });
  });
}

function each(
  component: Record<string, unknown>,
  change: (value: unknown) => unknown
): Record<string, unknown> {
  return {
    ...component,
    ...Object.fromEntries(
      SIZES.filter(name => isFields(component[name])).map(name => [name, change(component[name])])
    )
  };
}
