import type { Description } from '../description';
import type { Material, Materials } from '../request';
import { isSent } from './program';

/** What goes along, seen from the folder: the files that are there, and a program itself. */
export function sentPaths({ files, name, program }: Description): string[] {
  const paths = (files.value ?? []).filter(({ exists }) => exists).map(({ path }) => path);
  return [...new Set([...(program && isSent(program) ? [name] : []), ...paths])];
}

/** Of what was sent, where a program is, and what lies beside it. */
export function programMaterials(
  { name, program }: Description,
  sent: Record<string, Material>
): Pick<Materials, 'files'> & { location?: string } {
  if (!program || !isSent(program)) {
    return { files: sent };
  }
  const { [name]: own, ...files } = sent;
  return { files, ...(own ? { location: own.location } : {}) };
}
