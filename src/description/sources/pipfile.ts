import type { Declared } from '../environment';
import { entriesOf, get, itemsOf, must, textOf, type Located } from './located';
import { evaluateMarker } from './marker';
import { declareList, declareLock } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { askedPython } from './uv-lock';
import { poetryClause, pythonSpecifier } from './version';

/** What Pipenv locked (`asked`: the names in the Pipfile, where it is there); without its packages for development. Source: Pipenv's "Pipfile & Pipfile.lock". */
export function readPipfileLock(
  document: Located,
  place: Place,
  asked: ReadonlySet<string> | undefined,
  used?: string
): Declared {
  must(get(document, 'default'));
  const list = new RequirementList(place);
  for (const [name, node] of entriesOf(document, 'default')) {
    const marker = textOf(node, 'markers');
    const truth = marker === undefined ? true : evaluateMarker(marker, used);
    if (truth !== false) {
      add(name, node, truth === true ? undefined : marker, list);
    }
  }
  const direct = asked && list.requirements.filter(({ name }) => asked.has(name)).length;
  return {
    ...declareLock('pip', place, list, direct, 0),
    ...pythonOf(document, '_meta.requires', place)
  };
}

export function readPipfile(document: Located, place: Place): Declared {
  const list = new RequirementList(place);
  for (const [name, node] of entriesOf(document, 'packages')) {
    add(name, node, textOf(node, 'markers'), list);
  }
  return { ...declareList('pip', place, list), ...pythonOf(document, 'requires', place) };
}

function pythonOf(document: Located, key: string, place: Place): Pick<Declared, 'version'> {
  const path = key.split('.');
  const full = textOf(document, ...path, 'python_full_version');
  const version = full ?? textOf(document, ...path, 'python_version') ?? '';
  const name = full === undefined ? 'python_version' : 'python_full_version';
  return askedPython(document, `${key}.${name}`, pythonSpecifier(version), place);
}

/** `name = "*"`, `name = {version = "==1", extras = […]}`, `name = {git = …, ref = …}`: of Poetry too. */
export function add(
  name: string,
  node: Located,
  marker: string | undefined,
  list: RequirementList
): void {
  const extras = itemsOf(node, 'extras').map(({ text = '' }) => text);
  const title = `${name}${extras.length > 0 ? `[${extras.join(',')}]` : ''}`;
  const suffix = marker === undefined ? '' : `; ${marker}`;
  const git = textOf(node, 'git');
  const ref = ['ref', 'rev', 'tag', 'branch'].map(key => textOf(node, key)).find(Boolean);
  const url = textOf(node, 'file') ?? textOf(node, 'url');
  const path = textOf(node, 'path');
  const address =
    git === undefined
      ? (url ?? path)
      : `git+${git.replace(/^git\+/, '')}${ref === undefined ? '' : `@${ref}`}`;
  if (address !== undefined) {
    const plain = address === path && !/^[./~\\]/.test(path) ? `./${path}` : address;
    list.add(`${title} @ ${plain}${suffix === '' ? '' : ` ${suffix}`}`, node.line);
    return;
  }
  const version = node.text ?? textOf(node, 'version') ?? '*';
  const clauses = version.split(',').map(poetryClause);
  list.add(`${title}${clauses.filter(clause => clause !== '').join(',')}${suffix}`, node.line);
}
