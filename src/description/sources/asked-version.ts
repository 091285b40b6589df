import type { Language } from '../../model/executable';
import type { VersionAsked } from '../environment';
import type { Evidence, Finding } from '../finding';
import type { Folders } from '../folder';
import { nameOf } from '../path';
import { satisfies } from '../version';
import { asksFor } from './asks-for';
import { filePlace } from './place';
import { isPython, pythonFor, pythonSpecifier } from './python-version';

/** The version that a runtime.txt or a .python-version asks for; `undefined`: none for this language. */
export async function readVersionFile(
  path: string,
  folders: Folders,
  language: string
): Promise<VersionAsked | undefined> {
  const read = await folders.read(path);
  const lines = 'text' in read ? read.text.split(/\r?\n/) : [];
  const at = lines.findIndex(line => line.trim() !== '' && !line.trim().startsWith('#'));
  const text = lines[at]?.trim() ?? '';
  const place = filePlace(path);
  const r = /^r-(\d+\.\d+(?:\.\d+)?)(?:-\d{4}-\d\d-\d\d)?$/.exec(text)?.[1];
  if (language === 'r') {
    return r === undefined ? undefined : asksFor('R', `==${r}`, place, at + 1);
  }
  // runtime.txt names its language, .python-version need not.
  const named = nameOf(path) !== 'runtime.txt' || text.startsWith('python-');
  const specifier = named && language === 'python' ? pythonSpecifier(text) : '';
  return specifier === '' ? undefined : asksFor('Python', specifier, place, at + 1);
}

const PINNED = /^==(\d+\.\d+)/;

/**
 * The language with the version that the environment asks for, the strongest first: where the notebook
 * was last saved with another one, the environment could not be made with that.
 */
export function withAskedVersion(
  language: Finding<Language>,
  asked: readonly VersionAsked[]
): Finding<Language> {
  const result = {
    ...language,
    conflicts: [...language.conflicts],
    problems: [...language.problems]
  };
  const value = language.value;
  if (value?.name !== 'python') {
    // Ranges of R's and Julia's are their own; only a version that is named can stand in.
    const pinned = asked.find(({ specifier }) => PINNED.test(specifier));
    const version = PINNED.exec(pinned?.specifier ?? '')?.[1];
    return value && value.version === undefined && pinned && version !== undefined
      ? { ...result, value: { ...value, version }, evidence: joined(language, pinned) }
      : result;
  }
  let version = value.version;
  let decided = false;
  for (const one of asked) {
    const wanted = pythonFor(one.specifier, version);
    if (version !== undefined && satisfies(`${version}.50`, one.specifier) !== false) {
      result.evidence = joined(result, one);
    } else if (version === undefined && wanted === undefined && isPython(one.specifier)) {
      // Any Python of any platform will do.
      result.evidence = joined(result, one);
    } else if (decided) {
      result.conflicts.push({ value: named(wanted), evidence: [one.evidence] });
      continue;
    } else if (wanted !== undefined) {
      if (version !== undefined) {
        result.conflicts.push({ value: named(version), evidence: language.evidence });
      }
      result.evidence = version === undefined ? joined(result, one) : [one.evidence];
      result.state = 'found';
      version = wanted;
    } else {
      result.problems.push({
        level: 'warning',
        template: '{place} asks for Python {version}, which no Python is.',
        values: one.evidence.values ?? {},
        source: one.evidence.source
      });
      continue;
    }
    decided = true;
  }
  return { ...result, value: named(version) };
}

function named(version: string | undefined): Language {
  return { name: 'python', ...(version === undefined ? {} : { version }) };
}

function joined({ evidence }: Finding<Language>, { evidence: more }: VersionAsked): Evidence[] {
  return [...evidence.filter(({ source }) => source.kind !== 'default'), more];
}
