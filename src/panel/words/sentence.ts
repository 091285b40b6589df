import type { TranslationBundle } from '@jupyterlab/translation';

import { fillTemplate } from '../../model/template';
import { parseInstant } from '../../model/time';
import { timeText } from './moment';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** What brokers and descriptions say: a template with holes and its values, or a ready sentence. */
export interface Said {
  template?: string;
  values?: Record<string, string>;
  message?: string;
}

/**
 * A sentence for the reader: its template translated and filled, else what was given. The place in
 * the request that it is about, which a template may begin with, is for programs.
 */
export function sentence({ template, values, message }: Said, trans: TranslationBundle): string {
  if (!template) {
    return message ?? '';
  }
  // Templates come over the wire; their translations are in the catalogue under the same text.
  // eslint-disable-next-line jupyter/no-dynamic-translation
  const text = trans.__(template).replace(/^\{path\}: /, '');
  return fillTemplate(text, values && forPeople(values));
}

/** What is written for programs, as a person would: a time in the reader's own zone. */
function forPeople(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const instant = INSTANT.test(value) ? parseInstant(value) : undefined;
      return [name, instant === undefined ? value : timeText(instant, Date.now())];
    })
  );
}
