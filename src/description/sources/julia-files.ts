import type { Declared } from '../environment';
import { asksFor } from './asks-for';
import { isJuliaStandard } from './julia-code';
import { entriesOf, get, textOf, type Located } from './located';
import { declareList, declareLock } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';

/** Source: Pkg.jl's documentation, "Project.toml and Manifest.toml". */
export function readJuliaProject(document: Located, place: Place): Declared {
  const list = new RequirementList(place);
  for (const [name, node] of entriesOf(document, 'deps').slice(0, 5_000)) {
    const compat = get(document, 'compat', name);
    if (!isJuliaStandard(name)) {
      const range = compat?.text;
      addPackage(name, range === undefined ? name : `${name} (${range})`, node.line, list, place);
    }
  }
  const julia = get(document, 'compat', 'julia');
  return {
    ...declareList('julia', place, list),
    ...juliaVersion(julia?.text, julia?.line ?? 1, place)
  };
}

/** Formats 1 and 2; `direct`: the names of the project's own dependencies, where they are known. */
export function readJuliaManifest(
  document: Located,
  place: Place,
  direct: ReadonlySet<string> | undefined
): Declared {
  const list = new RequirementList(place);
  const tables = get(document, 'deps') ?? document;
  for (const [name, versions] of entriesOf(tables).slice(0, 5_000)) {
    for (const node of versions.items ?? []) {
      const version = textOf(node, 'version');
      if (!isJuliaStandard(name) && (version !== undefined || textOf(node, 'path') === undefined)) {
        addPackage(
          name,
          version === undefined ? name : `${name}@${version}`,
          node.line,
          list,
          place
        );
      } else if (textOf(node, 'path') !== undefined) {
        const template =
          '{place} names a folder on this machine, which no other machine has: {path}';
        list.trouble('error', template, node.line, { path: textOf(node, 'path') ?? '' });
      }
    }
  }
  const asked = direct && list.requirements.filter(({ name }) => direct.has(name)).length;
  const julia = get(document, 'julia_version');
  return {
    ...declareLock('julia', place, list, asked, 0),
    ...juliaVersion(julia?.text && `==${julia.text}`, julia?.line ?? 1, place)
  };
}

/** Julia's old list of packages, one a line: `JSON 0.20`. */
export function readJuliaRequire(text: string, place: Place): Declared {
  const list = new RequirementList(place);
  let version: Pick<Declared, 'version'> = {};
  text
    .split(/\r?\n/)
    .slice(0, 5_000)
    .forEach((raw, i) => {
      const [name = '', ...ranges] = raw.replace(/#.*/, '').trim().split(/\s+/);
      if (name === 'julia') {
        version = juliaVersion(ranges.join(' '), i + 1, place);
      } else if (/^[A-Za-z]\w*$/.test(name)) {
        const line = ranges.length > 0 ? `${name} (>= ${ranges[0] ?? ''})` : name;
        addPackage(name, line, i + 1, list, place);
      }
    });
  return { ...declareList('julia', place, list), ...version };
}

function addPackage(
  name: string,
  line: string,
  at: number,
  list: RequirementList,
  place: Place
): void {
  const values = { place: place.words(at) };
  const evidence = [{ template: '{place}', values, source: place.at(at) }];
  list.requirements.push({ name, line, evidence });
}

function juliaVersion(
  specifier: string | undefined,
  line: number,
  place: Place
): Pick<Declared, 'version'> {
  if (specifier === undefined || specifier === '') {
    return {};
  }
  return { version: asksFor('Julia', specifier, place, line) };
}
