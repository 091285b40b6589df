import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Evidence } from '../finding';
import { describe as describeNotebook } from '../describe';
import { DiskReader } from './disk-reader';
import { lines, paths, problems } from './notebooks';

/** Notebooks that nobody wrote for this project; not part of it. */
const ROOT = resolve(__dirname, '../../../../shared/notebooks');
const EXPECTED = join(__dirname, 'expected');

/** Where the notebooks are not at hand these count as skipped, not as passed. */
const real = existsSync(ROOT) ? describe : describe.skip;

/** What the evidence is of, and where it is to be found. */
function seen(of: string, evidence: Evidence[]): string[] {
  return evidence.map(({ source }) =>
    source.kind === 'cell'
      ? `${of}: cell ${source.cell + 1}, line ${source.line ?? '?'}`
      : source.kind === 'file'
        ? `${of}: ${source.path}, line ${source.line ?? '?'}`
        : `${of}: ${source.kind}`
  );
}

real('Real notebooks', () => {
  test.each(readdirSync(EXPECTED))('are described as a person read them: %s', async name => {
    const expected: unknown = JSON.parse(readFileSync(join(EXPECTED, name), 'utf8'));
    const path = name.replace(/\.json$/, '.ipynb').replace('__', '/');
    const content: unknown = JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
    const found = await describeNotebook({ path, content }, new DiskReader(ROOT));
    expect({
      language: found.language.value,
      environment: found.environment.value?.name,
      also: found.environment.value?.also.map(({ name: other }) => other),
      requirements: lines(found),
      files: paths(found),
      urls: found.data.value?.map(({ url }) => url),
      seen: [
        ...(found.requirements.value ?? []).flatMap(({ name: of, evidence }) => seen(of, evidence)),
        ...(found.files.value ?? []).flatMap(({ path: of, evidence }) => seen(of, evidence)),
        ...(found.data.value ?? []).flatMap(({ url: of, evidence }) => seen(of, evidence))
      ],
      // No earlier run is known of any, and none of them speaks of an accelerator.
      needs: {
        cores: found.cores.value,
        memory: found.memory.value,
        accelerators: found.accelerators?.value,
        duration: found.duration.value
      },
      problems: [
        found.language,
        found.environment,
        found.requirements,
        found.files,
        found.data
      ].flatMap(problems)
    }).toEqual(expected);
  });
});
