import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { Work } from './history-model';

/** How far something is that takes a while. */
export function WorkLine({
  work,
  trans
}: {
  work: Work | undefined;
  trans: TranslationBundle;
}): ReactNode {
  if (!work) {
    return null;
  }
  const { what, done, of } = work;
  const text = {
    delete: trans.__('Deleting: %1 of %2', done, of),
    export: trans.__('Reading: %1 of %2', done, of),
    run: trans.__('Asking …')
  }[what];
  return (
    <div className="jp-ExecutionBroker-work">
      {text}
      <div
        className="jp-ExecutionBroker-progress"
        role="progressbar"
        aria-label={text}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={done}
      >
        <div style={{ width: `${(100 * done) / Math.max(1, of)}%` }} />
      </div>
    </div>
  );
}
