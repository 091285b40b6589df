import { readCommand } from '../command';
import type { Declared } from '../environment';
import { logicalRequirementLines } from '../requirements-file';
import { declareList } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';

/** The packages that a Dockerfile's RUN lines install with pip; all else that it does is only told of. */
export function readDockerfile(text: string, place: Place, language: string): Declared {
  const list = new RequirementList(place);
  let base = '';
  for (const { text: line, line: number } of logicalRequirementLines(text)) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (/^from$/i.test(word)) {
      base = /^(?:--\S+\s+)*(\S+)/.exec(rest)?.[1] ?? '';
    } else if (/^run$/i.test(word) && language === 'python') {
      const command = rest.replace(/^(?:--\S+\s+)+/, '');
      readCommand({ kind: 'shell', text: command, line: number }).packages.forEach(item => {
        list.add(item, number);
      });
    }
  }
  list.problems.push({
    level: 'warning',
    template:
      '{file} builds an image from {image}; a plain pip environment will have only the packages that pip installs.',
    values: { file: place.name, image: base === '' ? '?' : base },
    source: place.at()
  });
  return { ...declareList('docker', place, list), complete: false };
}
