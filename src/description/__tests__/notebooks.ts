import { fillTemplate } from '../../model/template';
import type { Description } from '../description';
import type { Finding, Sentence } from '../finding';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';

export const PYTHON = {
  kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
  language_info: { name: 'python', version: '3.11.7' }
};

/** A notebook with these code cells. */
export function notebook(cells: string[], metadata: unknown = PYTHON): unknown {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata,
    cells: cells.map(source => ({
      cell_type: 'code',
      source,
      metadata: {},
      outputs: [],
      execution_count: null
    }))
  };
}

/** Describes code cells in work/nb.ipynb, with these files around. */
export function describeCells(
  cells: string[],
  files: Record<string, string | number> = {}
): Promise<Description> {
  return describeNotebook(
    { path: 'work/nb.ipynb', content: notebook(cells) },
    new FakeReader(files)
  );
}

export function say({ template, values }: Sentence): string {
  return fillTemplate(template, values);
}

export function problems(finding: Finding<unknown>): string[] {
  return finding.problems.map(problem => `${problem.level}: ${say(problem)}`);
}

export function lines(description: Description): string[] | undefined {
  return description.requirements.value?.map(({ line }) => line);
}

export function paths(description: Description): string[] | undefined {
  return description.files.value?.map(({ path, exists }) => (exists ? path : `${path} (missing)`));
}
