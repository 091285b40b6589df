import { cellNumber } from './analysis';
import { isHostedModule, isKernelModule, isProvided, type Distributions } from './distribution';
import type { Declared } from './environment';
import type { Problem, Source } from './finding';
import type { ImportSeen } from './local-module';

/**
 * What is imported outright and brought by nothing on the list.
 *
 * A package that another one brings along (numpy with astropy) is warned of as well: nothing here
 * knows what a package needs, and the next version may need something else.
 */
export function missingImports(
  { name: file, project }: Declared,
  imports: ImportSeen[],
  names: ReadonlySet<string>,
  distributions: Distributions
): Problem[] {
  const told = new Set<string>();
  return imports.flatMap(({ module, full, within, cell, source }): Problem[] => {
    const [distribution] = distributions.of(full);
    if (within !== 'plain' || isKernelModule(module) || told.has(distribution)) {
      return [];
    }
    if (isHostedModule(full)) {
      told.add(distribution);
      return [hosted(full, cell, source)];
    }
    const top = module.split('.')[0] ?? module;
    if (isProvided(full, names) || distributions.of(full).some(one => names.has(one))) {
      return [];
    }
    told.add(distribution);
    if (distribution === project) {
      return [
        {
          level: 'error',
          template:
            'Cell {cell} imports {module}, the project of {file} itself, which lies in a folder of this machine; no other machine has it.',
          values: { cell: cellNumber(cell), module: top, file },
          source
        }
      ];
    }
    return [
      {
        level: 'warning',
        template: 'Cell {cell} imports {module}, which {file} does not name (as {package}).',
        values: {
          cell: cellNumber(cell),
          module: distribution === module ? module : top,
          file,
          package: distribution
        },
        source
      }
    ];
  });
}

export function hosted(module: string, cell: number, source: Source): Problem {
  return {
    level: 'warning',
    template: 'Cell {cell} imports {module}, which only one hosted service has.',
    values: { cell: cellNumber(cell), module },
    source
  };
}
