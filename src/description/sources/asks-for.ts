import type { Declared, VersionAsked } from '../environment';
import { get, type Located } from './located';
import type { Place } from './place';

/** That a line of a document asks for a version of its language. */
export function asksFor(
  language: 'Python' | 'R' | 'Julia',
  specifier: string,
  place: Place,
  line: number
): VersionAsked {
  return {
    specifier,
    evidence: {
      template: '{place} asks for {language} {version}',
      values: { place: place.words(line), language, version: specifier },
      source: place.at(line)
    }
  };
}

/** The Python that a document asks for, with where it does; nothing where the specifier is ''. */
export function asksForPython(
  document: Located,
  keys: readonly string[],
  specifier: string,
  place: Place
): Pick<Declared, 'version'> {
  const line = get(document, ...keys)?.line ?? 1;
  return specifier === '' ? {} : { version: asksFor('Python', specifier, place, line) };
}
