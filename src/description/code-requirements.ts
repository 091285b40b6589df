import { languageName } from '../model/language-name';
import { cellNumber } from './analysis';
import type { Requirement } from './description';
import { isHostedModule, type Distributions } from './distribution';
import type { Evidence, Finding, Problem } from './finding';
import type { Install } from './installs';
import type { ImportSeen } from './local-module';
import { hosted } from './missing-imports';
import type { Turns } from './turns';

/** What the cells of R or Julia load. */
export function fromOwn(own: Requirement[], language: string): Finding<Requirement[]> {
  const template =
    own.length > 0
      ? 'No file here or above names packages of {language}; taken from what the cells load, without versions'
      : 'No cell loads a package';
  return {
    state: own.length > 0 ? 'found' : 'default',
    value: own,
    evidence: [
      { template, values: { language: languageName(language) }, source: { kind: 'default' } }
    ],
    conflicts: [],
    problems: []
  };
}

/** What the cells of Python import and install. */
export async function fromCode(
  installs: Install[],
  {
    imports,
    distributions,
    turns
  }: { imports: ImportSeen[]; distributions: Distributions; turns: Turns }
): Promise<Finding<Requirement[]>> {
  const list = new Map<string, Requirement>();
  const problems: Problem[] = [];
  const add = (name: string, line: string, evidence: Evidence): void => {
    const known = list.get(name);
    if (known) {
      known.evidence.push(evidence);
      // What is installed by hand says more than an import: it may have a version.
      known.line = line === name ? known.line : line;
    } else {
      list.set(name, { name, line, evidence: [evidence] });
    }
  };
  for (const { module, full, within, cell, source } of imports) {
    await turns.next();
    const [distribution] = distributions.of(full);
    if (isHostedModule(full)) {
      problems.push(...(within === 'plain' ? [hosted(full, cell, source)] : []));
    } else if (within !== 'except') {
      // The other way of a try is left out: the first one will be there, and the other may not exist.
      const values = { cell: cellNumber(cell), module, package: distribution };
      const template =
        within === 'try' ? 'Cell {cell} tries to import {module}' : 'Cell {cell} imports {module}';
      add(distribution, distribution, { template, values, source });
    }
  }
  for (const { requirement, problem, source, cell, text } of installs) {
    if (requirement && requirement.name !== '') {
      const values = { cell, package: text };
      const template = 'Cell {cell} installs {package}';
      add(requirement.name, requirement.line, { template, values, source });
    }
    problems.push(...(problem ? [problem] : []));
  }
  const value = [...list.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    state: value.length > 0 ? 'found' : 'default',
    value,
    evidence: [
      {
        template:
          value.length > 0
            ? 'No file here or above names packages; taken from the imports, without versions'
            : 'No cell imports a package',
        source: { kind: 'default' }
      }
    ],
    conflicts: [],
    problems
  };
}
