import { Constants } from './constants';
import { Expressions } from './expressions';

/** The type of a text that is one Python literal and nothing else; `undefined` where it is none. */
export function literalType(text: string): string | undefined {
  return text.trim() === text ? new Expressions(text, new Constants()).only()?.type : undefined;
}
