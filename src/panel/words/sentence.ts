import type { TranslationBundle } from '@jupyterlab/translation';

import { fillTemplate } from '../../model/template';

/** What brokers and descriptions say: a template with holes and its values, or a ready sentence. */
export interface Said {
  template?: string;
  values?: Record<string, string>;
  message?: string;
}

/** A sentence for the reader: its template translated and filled, else what was given. */
export function sentence({ template, values, message }: Said, trans: TranslationBundle): string {
  if (!template) {
    return message ?? '';
  }
  // Templates come over the wire; their translations are in the catalogue under the same text.
  // eslint-disable-next-line jupyter/no-dynamic-translation
  return fillTemplate(trans.__(template), values);
}
