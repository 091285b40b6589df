import { parseDuration } from '../../model/time';
import type { Problem } from '../finding';
import type { Layer, Said } from '../layer';
import { entriesOf, type Located } from './located';
import type { Place } from './place';

export function readParameters(
  node: Located,
  said: (value: string | undefined, at: Located) => Said<string> | undefined,
  place: Place,
  problems: Problem[]
): Layer['parameters'] {
  const read = entriesOf(node, 'executable', 'parameters').flatMap(([name, at]) => {
    const one = said(at.text?.trim(), at);
    if (!one) {
      const template = '{place}: {name} is a list or a table; write it as Python has it, in quotes';
      trouble(problems, place, at, template, { name });
    }
    return one ? [[name, one] as const] : [];
  });
  return read.length > 0 ? Object.fromEntries(read) : undefined;
}

export function readBounds(
  node: Located | undefined,
  name: string,
  place: Place,
  problems: Problem[]
): { min?: number; max?: number } | undefined {
  if (!node) {
    return undefined;
  }
  if (!node.entries) {
    trouble(
      problems,
      place,
      node,
      '{place}: {name} is {text}; write min and max as names of their own',
      {
        name,
        text: (node.text ?? 'a list').slice(0, 60)
      }
    );
    return undefined;
  }
  const read: { min?: number; max?: number } = {};
  for (const [key, { line, text = '' }] of entriesOf(node)) {
    if (key !== 'min' && key !== 'max') {
      continue;
    }
    if (/^\d{1,9}$/.test(text.trim())) {
      read[key] = Number(text);
    } else {
      trouble(
        problems,
        place,
        { line },
        '{place}: {name} is {text}, which is no whole number; left out',
        {
          name: `${name}.${key}`,
          text: text.slice(0, 60)
        }
      );
    }
  }
  if (read.min !== undefined && read.max !== undefined && read.min > read.max) {
    trouble(
      problems,
      place,
      node,
      '{place}: {name} is at least {min} and at most {max}; left out',
      {
        name,
        min: String(read.min),
        max: String(read.max)
      }
    );
    return undefined;
  }
  return Object.keys(read).length > 0 ? read : undefined;
}

export function readTime<T>(
  node: Located | undefined,
  read: (text: string) => T | undefined,
  wanted: string,
  place: Place,
  problems: Problem[]
): T | undefined {
  if (!node) {
    return undefined;
  }
  const text = node.text ?? '';
  const value = read(text.trim());
  if (value === undefined) {
    trouble(problems, place, node, '{place}: {text} is not {wanted}; left out', {
      text: text.slice(0, 60),
      wanted
    });
  }
  return value;
}

export function seconds(text: string): number | undefined {
  const milliseconds = parseDuration(text);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

export function trouble(
  problems: Problem[],
  place: Place,
  { line }: Pick<Located, 'line'>,
  template: string,
  values: Record<string, string> = {}
): void {
  problems.push({
    level: 'warning',
    template,
    values: { place: place.words(line), ...values },
    source: place.at(line)
  });
}
