import type { Declared } from '../environment';
import { pipName, readCondaSpec } from './conda-package';
import { get, itemsOf, SyntaxTrouble, textOf, type Located } from './located';
import { declareLock } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';

/** The platform that requests are thought for. */
const PLATFORM = 'linux-64';
/** `…/numpy-1.26.4-py311h64a7726_0.conda` and `….tar.bz2`. */
const ARCHIVE = /([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)$/;

/** A package of conda in a lock. */
interface Locked {
  name: string;
  version: string;
  line: number;
  needs: string[];
  /** What it is called on PyPI, where the lock tells. */
  pip?: string;
}

/** Source: pixi's documentation, "Lock file", and files of version 6. */
export function readPixiLock(document: Located, place: Place): Declared {
  const list = new RequirementList(place);
  const version = get(document, 'version');
  if (!/^[56]$/.test(version?.text ?? '')) {
    const text = version?.text ?? '?';
    throw new SyntaxTrouble(`version ${text}; 5 and 6 are known`, version?.line ?? 1);
  }
  const wanted = new Set(
    itemsOf(document, 'environments', 'default', 'packages', PLATFORM).map(addressOf)
  );
  if (wanted.size === 0) {
    const line = get(document, 'environments')?.line ?? 1;
    throw new SyntaxTrouble(`its environment "default" has no packages for ${PLATFORM}`, line);
  }
  const conda: Locked[] = [];
  const needed = new Set<string>();
  for (const node of itemsOf(document, 'packages')) {
    const address = addressOf(node);
    if (!wanted.has(address)) {
      continue;
    }
    if (get(node, 'pypi')) {
      const name = textOf(node, 'name') ?? '';
      const pin = textOf(node, 'version');
      const isUrl =
        /^(?:git\+|https?:)/.test(address) && !/\.(?:whl|tar\.gz|zip)(?:#|$)/.test(address);
      const folder = !/^(?:git\+|https?:)/.test(address);
      list.add(
        isUrl || folder || pin === undefined ? `${name} @ ${address}` : `${name}==${pin}`,
        node.line
      );
      itemsOf(node, 'requires_dist').forEach(({ text = '' }) => {
        needed.add(/^[\w.-]+/.exec(text)?.[0].toLowerCase() ?? '');
      });
    } else {
      const [, name = '', pin = ''] = ARCHIVE.exec(address) ?? [];
      const purl = itemsOf(node, 'purls').find(({ text }) => text?.startsWith('pkg:pypi/'))?.text;
      const pip = /^pkg:pypi\/([^?@]+)/.exec(purl ?? '')?.[1];
      conda.push({
        name: textOf(node, 'name') ?? name,
        version: textOf(node, 'version') ?? pin,
        line: node.line,
        needs: itemsOf(node, 'depends').map(({ text = '' }) => text.split(/\s/)[0] ?? ''),
        ...(pip === undefined ? {} : { pip })
      });
    }
  }
  return finish(conda, needed, list, place);
}

/** Source: conda-lock's documentation and its lock model, version 1. */
export function readCondaLock(document: Located, place: Place): Declared {
  const list = new RequirementList(place);
  const conda: Locked[] = [];
  const needed = new Set<string>();
  for (const node of itemsOf(document, 'package')) {
    const name = textOf(node, 'name') ?? '';
    const version = textOf(node, 'version') ?? '';
    const main = (textOf(node, 'category') ?? 'main') === 'main';
    if (textOf(node, 'platform') !== PLATFORM || !main || textOf(node, 'optional') === 'true') {
      continue;
    }
    const needs = [...(get(node, 'dependencies')?.entries?.keys() ?? [])];
    if (textOf(node, 'manager') === 'pip') {
      list.add(`${name}==${version}`, node.line);
      needs.forEach(need => needed.add(need.toLowerCase()));
    } else {
      conda.push({ name, version, line: node.line, needs });
    }
  }
  if (conda.length === 0 && list.requirements.length === 0) {
    const line = get(document, 'package')?.line ?? 1;
    throw new SyntaxTrouble(`it has no packages for ${PLATFORM}`, line);
  }
  return finish(conda, needed, list, place);
}

function addressOf(node: Located): string {
  return textOf(node, 'conda') ?? textOf(node, 'pypi') ?? '';
}

/** Of conda's packages those that are Python's go to pip; the rest is counted. */
function finish(
  conda: Locked[],
  needed: Set<string>,
  list: RequirementList,
  place: Place
): Declared {
  conda.forEach(({ needs }) => needs.forEach(need => needed.add(need.toLowerCase())));
  let left = 0;
  let version: Declared['version'];
  for (const { name, version: pin, line, needs, pip } of conda) {
    const spec = readCondaSpec(name);
    const words = { place: place.words(line) };
    if (spec.kind === 'python') {
      const minor = /^\d+\.\d+/.exec(pin)?.[0] ?? pin;
      version = {
        specifier: `==${minor}.*`,
        evidence: {
          template: '{place} pins Python {version}',
          values: { ...words, version: pin },
          source: place.at(line)
        }
      };
      continue;
    }
    // A package of Python's says so: it needs python (or a build of its ABI).
    const python = pip !== undefined || needs.some(need => /^python(?:_abi)?$/.test(need));
    const to = pip ?? pipName(name);
    if (spec.kind === 'silent') {
      continue;
    }
    if (python && to !== undefined) {
      const template = '{place}: conda’s {package}';
      list.add(`${to}==${pin}`, line, {
        template,
        values: { ...words, package: `${name} ${pin}` }
      });
    } else {
      left++;
      if (!needed.has(name.toLowerCase())) {
        const template =
          '{place}: conda package {package} has no pip counterpart known; a plain pip environment will not have it.';
        list.trouble('warning', template, line, { package: name });
      }
    }
  }
  const direct = list.requirements.filter(({ name }) => !needed.has(name)).length;
  return {
    ...declareLock('conda', place, list, needed.size > 0 ? direct : undefined, left),
    ...(version ? { version } : {})
  };
}
