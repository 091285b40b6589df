import type { Facts } from '../facts';
import { Constants } from './constants';
import { Statements } from './statements';

/**
 * What a piece of Python needs, without running it. Never throws: what is not Python is left out, and
 * its first line told.
 *
 * `constants` are the names that earlier cells gave a text, and are brought up to date.
 */
export function readPython(code: string, constants = new Constants()): Facts {
  return new Statements(code, constants).read();
}
