import type { ReactNode } from 'react';

import type { Accelerators } from '../../model/compute';
import { wanted } from '../../description/wanted';
import { computeIcon } from '../icons';
import type { EditableLineProps } from './compute-line';
import { Conflicts, EvidenceList } from './evidence';
import { Field } from './field';
import { NeedLine } from './need-line';
import { summaryOf } from './summary';

/** The accelerators, where the code or somebody asks for some. */
export function AcceleratorsLine({
  description,
  edits,
  onEdit,
  trans
}: Omit<EditableLineProps, 'asked'>): ReactNode {
  const { accelerators: found } = description;
  const asked = wanted(edits.accelerators, found?.value);
  if (!asked && !found?.value) {
    return null;
  }
  const { min = 0, max, type } = asked ?? {};
  const text = ({ min: least = 0, max: most }: Accelerators) =>
    most === undefined || most === least ? String(least) : trans.__('%1 to %2', least, most);
  return (
    <NeedLine
      icon={computeIcon}
      name={trans.__('Accelerators')}
      trans={trans}
      {...(found
        ? {
            summary: summaryOf(found, trans),
            problems: found.problems,
            evidence: (
              <>
                <EvidenceList evidence={found.evidence} trans={trans} />
                <Conflicts conflicts={found.conflicts} show={text} trans={trans} />
              </>
            )
          }
        : {})}
    >
      <Field
        name={trans.__('Accelerators, at least')}
        text={asked ? String(min) : ''}
        placeholder="–"
        edited={edits.accelerators !== undefined}
        numeric
        accepts={draft => /^\d{1,4}$/.test(draft.trim())}
        onCommit={draft => {
          const least = Number(draft);
          const most = Math.max(least, max ?? least);
          onEdit({ accelerators: draft === '' ? undefined : { ...asked, min: least, max: most } });
        }}
      />{' '}
      {max !== undefined && max > min ? `${trans.__('to %1', max)} ` : null}
      {trans._n('accelerator', 'accelerators', max ?? min)}
      {type === undefined ? null : ` (${type})`}
    </NeedLine>
  );
}
