import type { TranslationBundle } from '@jupyterlab/translation';

import type { Source } from '../../description/finding';

/** Where something was seen, in a few words. Cells count from 1 for a person. */
export function sourceText(source: Source, trans: TranslationBundle): string {
  switch (source.kind) {
    case 'file': {
      const name = source.path.split('/').pop() ?? source.path;
      return source.line === undefined ? name : trans.__('%1, line %2', name, source.line);
    }
    case 'cell':
      return trans.__('cell %1', source.cell + 1);
    case 'metadata':
      return trans.__('notebook metadata');
    case 'kernel':
      return trans.__('running kernel');
    case 'history':
      return trans.__('earlier runs');
    case 'default':
      return trans.__('default');
  }
}
