import type { TranslationBundle } from '@jupyterlab/translation';

import type { Finding } from '../../description/finding';
import { sourceText } from '../words/source';

/** Where a value comes from, in two or three words. */
export function summaryOf(
  { state, evidence }: Pick<Finding<unknown>, 'state' | 'evidence'>,
  trans: TranslationBundle,
  standIn?: string
): string {
  switch (state) {
    case 'found': {
      const sources = [...new Set(evidence.map(({ source }) => sourceText(source, trans)))];
      const [first = trans.__('found')] = sources;
      return sources.length > 1 ? trans.__('%1, %2 more', first, sources.length - 1) : first;
    }
    case 'default':
      return standIn === undefined
        ? trans.__('not known: default')
        : trans.__('not known: default %1', standIn);
    case 'unknown':
      return trans.__('not known');
  }
}
