import type { Declared } from '../environment';
import type { Folders } from '../folder';
import type { LogicalLine } from '../requirements-file';
import { asksFor } from './asks-for';
import { readCondaSpec } from './conda-package';
import { entriesOf, get, itemsOf, must, type Located } from './located';
import { declareList } from './pinned';
import type { Place } from './place';
import { RequirementList } from './requirement-list';
import { withLines } from './with-lines';

/** An environment of conda, as far as pip can have it; for R its packages of R. */
export async function readEnvironmentYml(
  document: Located,
  place: Place,
  language: string,
  folders: Folders
): Promise<Declared> {
  must(get(document, 'dependencies'));
  const list = new RequirementList(place);
  const pip: LogicalLine[] = [];
  let version: Declared['version'];
  for (const item of itemsOf(document, 'dependencies').slice(0, 5_000)) {
    for (const [key, section] of entriesOf(item)) {
      if (key === 'pip') {
        pip.push(...itemsOf(section).map(({ text = '', line }) => ({ text: text.trim(), line })));
      }
    }
    const found = item.text === undefined ? undefined : readCondaSpec(item.text);
    if (!found || !item.text) {
      continue;
    }
    const values = { place: place.words(item.line), package: item.text };
    const why = { template: '{place}: conda’s {package}', values };
    if (found.kind === 'package' && language === 'python') {
      list.add(found.line, item.line, why);
    } else if (found.kind === 'r' && language === 'r' && found.name !== 'R') {
      const line = `${found.name}${found.versions === '' ? '' : ` (${found.versions})`}`;
      const source = place.at(item.line);
      list.requirements.push({ name: found.name, line, evidence: [{ ...why, source }] });
    } else if (found.kind === 'python' && found.specifier !== '') {
      version = asksFor('Python', found.specifier, place, item.line);
    } else if (found.kind === 'unmapped' && language === 'python') {
      const template =
        '{place}: conda package {package} has no pip counterpart known; a plain pip environment will not have it.';
      list.trouble('warning', template, item.line, { package: item.text });
    } else if (found.kind === 'unknown') {
      const template = '{place} is not understood, and left out: {text}';
      list.trouble('warning', template, item.line, { text: item.text.slice(0, 60) });
    }
  }
  const declared = {
    ...declareList('conda', place, list),
    ...(version && language === 'python' ? { version } : {})
  };
  return language === 'python' ? withLines(declared, pip, folders) : declared;
}
