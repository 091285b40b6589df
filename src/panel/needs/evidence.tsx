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
          <Seen item={item} trans={trans} />
        </li>
      ))}
    </ul>
  );
}

/** What was seen and where; once only, where the sentence itself says where. */
export function Seen({ item, trans }: { item: Evidence; trans: TranslationBundle }): ReactNode {
  const said = sentence(item, trans);
  const where = sourceText(item.source, trans);
  if (said.endsWith(where)) {
    return where;
  }
  return said.toLowerCase().includes(where.toLowerCase()) ? (
    said
  ) : (
    <>
      {said} <span className="jp-ExecutionBroker-source">{where}</span>
    </>
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
