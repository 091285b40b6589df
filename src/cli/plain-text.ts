import { stripVTControlCharacters } from 'node:util';

/** Controls, line and paragraph separators, and what turns the direction of writing. */
const HARMFUL = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One line that a terminal only shows. Texts of brokers and notebooks could otherwise move the cursor,
 * set the title, or write into the keyboard's buffer.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\r\n\t]+/g, ' ')
    .replace(HARMFUL, '\ufffd');
}

/** JSON with what it leaves raw (DEL and C1 controls) escaped as well; the value stays the same. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}
