import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { levelName } from '../level';
import { Remark } from '../remark';
import { stateText } from './broker-text';
import type { Trial } from './brokers-model';

/** What a test has found. */
export function TrialLine({
  trial,
  trans
}: {
  trial: Trial | undefined;
  trans: TranslationBundle;
}): ReactNode {
  return (
    <div role="status">
      {trial?.busy ? <span className="jp-ExecutionBroker-dim">{trans.__('Asking…')}</span> : null}
      {trial?.trouble ? (
        <Remark level="error" levelName={levelName('error', trans)}>
          {trial.trouble.message}
        </Remark>
      ) : null}
      {trial?.found ? (
        <Remark
          level={trial.found.state === 'answers' ? 'info' : 'warning'}
          levelName={levelName(trial.found.state === 'answers' ? 'info' : 'warning', trans)}
        >
          {trans.__('Found: %1', stateText(trial.found, trans))}
        </Remark>
      ) : null}
    </div>
  );
}
