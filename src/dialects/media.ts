import { CORE_SCHEMA, dump, load, YAMLException } from 'js-yaml';

import { readXml, writeXml } from './xml';

/** The ways in which documents are written down. Only in Node: the page speaks JSON. */
export type Media = 'application/yaml' | 'application/json' | 'application/xml';

/** In the order of preference where a client has none: YAML, as the standard's services have it. */
export const MEDIA: readonly Media[] = ['application/yaml', 'application/json', 'application/xml'];

const NAMES: Readonly<Record<string, Media>> = {
  'application/json': 'application/json',
  'application/yaml': 'application/yaml',
  'application/x-yaml': 'application/yaml',
  'text/yaml': 'application/yaml',
  'text/x-yaml': 'application/yaml',
  'application/xml': 'application/xml',
  'text/xml': 'application/xml'
};

const WORDS: Readonly<Record<Media, string>> = {
  'application/yaml': 'YAML',
  'application/json': 'JSON',
  'application/xml': 'XML'
};

/** All names by which a client may ask for, or send, one of them. */
export const MEDIA_NAMES: readonly string[] = Object.keys(NAMES);

const MAX_DEPTH = 50;

const READERS: Readonly<Record<Media, (text: string) => unknown>> = {
  'application/yaml': text =>
    load(text, { schema: CORE_SCHEMA, maxAliases: 0, maxDepth: MAX_DEPTH }),
  'application/json': text => JSON.parse(text) as unknown,
  'application/xml': readXml
};

/** A document that cannot be read; the message says where and why. */
export class UnreadableDocument extends Error {}

/** The medium of a Content-Type; YAML where nothing is said; `undefined` for one that is not known. */
export function mediaOf(contentType: string | undefined): Media | undefined {
  const name = contentType?.split(';')[0]?.trim().toLowerCase();
  return name ? NAMES[name] : 'application/yaml';
}

/**
 * Reads a document. Aliases are refused and depth is bounded, so that a small text cannot stand for
 * an enormous document.
 *
 * @throws UnreadableDocument
 */
export function readMedia(text: string, media: Media): unknown {
  try {
    const document = READERS[media](text);
    if (isDeeper(document, MAX_DEPTH)) {
      throw new Error(`it is nested more than ${MAX_DEPTH} deep`);
    }
    return document;
  } catch (error) {
    const reason =
      error instanceof YAMLException
        ? `${error.reason} in line ${(error.mark?.line ?? 0) + 1}`
        : error instanceof Error
          ? error.message
          : String(error);
    throw new UnreadableDocument(
      `This is not ${WORDS[media]}${media === 'application/xml' ? ' that can be read' : ''}: ${reason}`,
      { cause: error }
    );
  }
}

/**
 * Writes a document; in XML under an element called `root`. In YAML a NO is quoted: older readers
 * would take it for `false`.
 */
export function writeMedia(document: unknown, media: Media, root = 'document'): string {
  switch (media) {
    case 'application/json':
      return JSON.stringify(document);
    case 'application/yaml':
      return dump(document, { lineWidth: 120, noRefs: true, skipInvalid: true });
    case 'application/xml':
      return writeXml(document, root);
  }
}

/** Level by level, for a document that is too deep for recursion. */
function isDeeper(document: unknown, depth: number): boolean {
  let level: unknown[] = [document];
  for (let i = 0; i <= depth && level.length; i++) {
    level = level.flatMap((node): unknown[] =>
      typeof node === 'object' && node !== null ? Object.values(node) : []
    );
  }
  return level.length > 0;
}
