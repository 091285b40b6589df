import type { KernelFacts } from '../model/kernel-facts';
import type { Requirement } from './description';
import { isKernelModule } from './distribution';
import { normalName } from './normal-name';
import type { Source } from './finding';
import type { KernelSeen } from './kernel-seen';
import type { ImportSeen } from './local-module';
import { readRequirementLine } from './requirement-line';
import { satisfies } from './version';

/** A distribution that the notebook's kernel has loaded, where that is not as it is declared. */
export interface LoadedDifference {
  /** As PEP 503 normalises it. */
  name: string;
  /**
   * `undeclared`: nothing names it; `version`: another version than is declared; `unpinned`: it fits
   * what is declared, which leaves the version open; `elsewhere`: it was installed from a folder or a
   * repository, which a run will not have.
   */
  kind: 'undeclared' | 'version' | 'unpinned' | 'elsewhere';
  /** The version that is loaded. */
  loaded?: string;
  /** The line that declares it. */
  declared?: string;
  /** Where it was installed from, for `elsewhere`. */
  url?: string;
  /** The line that would ask for just what is loaded; absent where no other machine could have it. */
  line?: string;
  /** Who imports it. */
  source: Source;
}

/**
 * What the notebook imports and its kernel has loaded, held against what is declared. Only its own
 * imports count: a kernel loads much that the notebook does not ask for.
 */
export function loadedDifferences(
  imports: readonly ImportSeen[],
  requirements: readonly Requirement[],
  kernel: KernelSeen | undefined
): LoadedDifference[] {
  if (kernel?.state !== 'answered') {
    return [];
  }
  const { facts } = kernel;
  const found = new Map<string, LoadedDifference>();
  const declared = new Map(requirements.map(one => [one.name, one.line]));
  for (const { module, source } of imports) {
    for (const [name, about] of loadedBy(module, facts)) {
      const difference = compared(normalName(name), about, declared);
      if (difference && !found.has(difference.name)) {
        found.set(difference.name, { ...difference, source });
      }
    }
  }
  return [...found.values()];
}

type About = KernelFacts['distributions'][string];

/** The distributions that bring a module, where the kernel has loaded it. */
function loadedBy(module: string, facts: KernelFacts): [string, About][] {
  const top = module.split('.')[0] ?? module;
  if (isKernelModule(module) || !facts.loaded.includes(top) || !Object.hasOwn(facts.modules, top)) {
    return [];
  }
  // A namespace that several distributions share does not tell which of them is meant.
  const [name, ...others] = facts.modules[top] ?? [];
  return name !== undefined && others.length === 0
    ? [[name, Object.hasOwn(facts.distributions, name) ? (facts.distributions[name] ?? {}) : {}]]
    : [];
}

function compared(
  name: string,
  { version, url, editable, vcs, commit }: About,
  declared: ReadonlyMap<string, string>
): Omit<LoadedDifference, 'source'> | undefined {
  const line = declared.get(name);
  const base = {
    name,
    ...(version === undefined ? {} : { loaded: version }),
    ...(line === undefined ? {} : { declared: line })
  };
  if (url !== undefined) {
    const remote = vcs !== undefined && commit !== undefined && url.startsWith('https:');
    const asked = remote ? `${name} @ ${vcs}+${url}@${commit}` : undefined;
    return asked !== undefined && line === asked
      ? undefined
      : {
          ...base,
          kind: 'elsewhere',
          url: editable === true ? `${url} (editable)` : url,
          ...(asked === undefined ? {} : { line: asked })
        };
  }
  const exact = version === undefined ? {} : { line: `${name}==${version}` };
  if (line === undefined) {
    return { ...base, ...exact, kind: 'undeclared' };
  }
  const specifier = specifierOf(line);
  if (version === undefined || specifier === undefined) {
    return undefined;
  }
  if (satisfies(version, specifier) === false) {
    return { ...base, ...exact, kind: 'version' };
  }
  return /^\s*===?\s*[^,*]+$/.test(specifier) ? undefined : { ...base, ...exact, kind: 'unpinned' };
}

/** `>=1,<2` of `numpy[x]>=1,<2; marker`; `undefined` of an address. */
function specifierOf(line: string): string | undefined {
  if (readRequirementLine(line).kind !== 'package' || line.includes('@')) {
    return undefined;
  }
  return /^\s*[\w.-]+\s*(?:\[[^\]]*\])?\s*\(?([^;()]*)\)?/.exec(line)?.[1]?.trim();
}
