import type { Sentence } from '../finding';
import { IMAGE_HOST, IMAGE_PART, LONGEST_REFERENCE } from './image';

const PART = new RegExp(`^${IMAGE_PART}`);
const HOST = new RegExp(`^${IMAGE_HOST}$`);
const DIGEST = 'sha256:';

/** What is wrong with a reference, and at which letter, from 0. */
export interface ImageTrouble extends Sentence {
  at: number;
}

/**
 * The first thing that is wrong with a reference to an image of containers (image.ts); `undefined`:
 * nothing is.
 */
export function imageTrouble(text: string): ImageTrouble | undefined {
  const blank = text.search(/\s/);
  if (text === '') {
    return { at: 0, template: 'Name an image, such as registry.example.org/name:tag' };
  }
  if (blank >= 0) {
    return { at: blank, template: 'The name of an image has no blanks' };
  }
  if (text.length > LONGEST_REFERENCE) {
    return { at: LONGEST_REFERENCE, template: 'The name of an image is not that long' };
  }
  if (/^[\w+.-]+:\/\//.test(text)) {
    return { at: 0, template: 'Only docker:// can stand before the name of an image' };
  }
  const end = text.includes('@') ? text.indexOf('@') : text.length;
  const colon = text.lastIndexOf(':', end - 1);
  const tagged = colon > text.lastIndexOf('/', end - 1);
  return (
    nameTrouble(text.slice(0, tagged ? colon : end)) ??
    (tagged ? tagTrouble(text.slice(colon + 1, end), colon + 1) : undefined) ??
    (end < text.length ? digestTrouble(text.slice(end + 1), end + 1) : undefined)
  );
}

function nameTrouble(name: string): ImageTrouble | undefined {
  const parts = name.split('/');
  const [host = ''] = parts;
  // What has a dot, a port or a capital before the first slash is a registry.
  const registry = parts.length > 1 && (/[.:A-Z]/.test(host) || host === 'localhost');
  if (registry && !HOST.test(host) && PART.exec(host)?.[0] !== host) {
    return { at: 0, template: '{host} is no host of a registry', values: { host } };
  }
  let at = registry ? host.length + 1 : 0;
  for (const part of registry ? parts.slice(1) : parts) {
    const fits = PART.exec(part)?.[0].length ?? 0;
    if (part === '') {
      return { at, template: 'A name is missing here' };
    }
    if (fits < part.length) {
      const letter = part.slice(fits, fits + 1);
      return {
        at: at + fits,
        template: /[A-Z]/.test(letter)
          ? 'Names of images are written in small letters'
          : '{letter} cannot stand here',
        values: { letter }
      };
    }
    at += part.length + 1;
  }
  return undefined;
}

function tagTrouble(tag: string, start: number): ImageTrouble | undefined {
  const fits = /^\w[\w.-]{0,127}/.exec(tag)?.[0].length ?? 0;
  if (tag === '') {
    return { at: start, template: 'A tag is missing after the colon, such as 1.0' };
  }
  return fits < tag.length
    ? {
        at: start + fits,
        template: '{letter} cannot stand in a tag here',
        values: { letter: tag.slice(fits, fits + 1) }
      }
    : undefined;
}

function digestTrouble(digest: string, start: number): ImageTrouble | undefined {
  if (!digest.startsWith(DIGEST)) {
    return { at: start, template: 'After @ comes sha256: and 64 hexadecimal digits' };
  }
  const digits = digest.slice(DIGEST.length);
  const wrong = digits.search(/[^a-f\d]/);
  if (wrong < 0 && digits.length === 64) {
    return undefined;
  }
  const many = digits.length > 64 ? 64 : digits.length;
  return {
    at: start + DIGEST.length + (wrong < 0 ? many : wrong),
    template:
      wrong < 0
        ? 'A digest has 64 hexadecimal digits, and here are {count}'
        : 'A digest has hexadecimal digits only (0 to 9, a to f)',
    values: { count: String(digits.length) }
  };
}
