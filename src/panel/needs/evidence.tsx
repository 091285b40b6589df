import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { Evidence, Finding } from '../../description/finding';
import { sentence } from '../words/sentence';
import { sourceText } from '../words/source';

export interface EvidenceProps {
  evidence: readonly Evidence[];
  trans: TranslationBundle;
}

/** Why: one line for each thing that was seen, and where. */
export function EvidenceList({ evidence, trans }: EvidenceProps): ReactNode {
  return (
    <ul>
      {evidence.map((item, i) => (
        <li key={i}>
          {sentence(item, trans)}{' '}
          <span className="jp-ExecutionBroker-source">{sourceText(item.source, trans)}</span>
        </li>
      ))}
    </ul>
  );
}

export interface ConflictsProps<T> {
  conflicts: Finding<T>['conflicts'];
  show: (value: T) => string;
  trans: TranslationBundle;
}

/** What else was found, and lost. */
export function Conflicts<T>({ conflicts, show, trans }: ConflictsProps<T>): ReactNode {
  return conflicts.map(({ value, evidence }, i) => (
    <div key={i}>
      {trans.__('Not used: %1', show(value))}
      <EvidenceList evidence={evidence} trans={trans} />
    </div>
  ));
}
