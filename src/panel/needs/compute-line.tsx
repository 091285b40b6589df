import type { ReactNode } from 'react';

import { wanted } from '../../description/wanted';
import type { MinMax } from '../../model/quantity';
import { computeIcon } from '../icons';
import type { DescriptionLineProps } from './environment-line';
import { Conflicts, EvidenceList } from './evidence';
import { Field } from './field';
import type { NeedEdits } from './need-edits';
import { NeedLine } from './need-line';
import type { AskedNeeds } from './needs-model';
import { summaryOf } from './summary';

export interface EditableLineProps extends DescriptionLineProps {
  edits: NeedEdits;
  asked: AskedNeeds;
  onEdit: (edits: NeedEdits) => void;
}

const isCount = (text: string) => /^\d{1,6}$/.test(text.trim()) && Number(text) > 0;
const count = (text: string) => (text === '' ? undefined : Number(text));

/** The least cores and memory. */
export function ComputeLine({
  description,
  edits,
  asked,
  onEdit,
  trans
}: EditableLineProps): ReactNode {
  const { cores, memory } = description;
  const least = wanted(edits.cores, asked.cores ?? cores.value?.min);
  const gib = wanted(edits.memory, asked.memory ?? memory.value?.min);
  const most = edits.coresMax ?? (edits.cores === undefined ? cores.value?.max : undefined);
  const mostGib = edits.memoryMax ?? (edits.memory === undefined ? memory.value?.max : undefined);
  const range = ({ min = 0, max }: MinMax) =>
    max === undefined || max === min ? String(min) : trans.__('%1 to %2', min, max);
  const coresText = (value: MinMax) =>
    trans._n('%2 core', '%2 cores', value.max ?? value.min ?? 0, range(value));
  const memoryText = (value: MinMax) => trans.__('%1 GiB', range(value));
  return (
    <NeedLine
      icon={computeIcon}
      name={trans.__('Cores and memory')}
      summary={summaryOf(memory, trans, memory.value ? memoryText(memory.value) : undefined)}
      unknown={memory.state !== 'found'}
      problems={[...cores.problems, ...memory.problems]}
      trans={trans}
      evidence={
        <>
          <h4>{trans.__('Cores')}</h4>
          {cores.state === 'found' ? null : (
            <p>{summaryOf(cores, trans, cores.value ? coresText(cores.value) : undefined)}</p>
          )}
          <EvidenceList evidence={cores.evidence} trans={trans} />
          <Conflicts conflicts={cores.conflicts} show={coresText} trans={trans} />
          <h4>{trans.__('Memory')}</h4>
          <EvidenceList evidence={memory.evidence} trans={trans} />
          <Conflicts conflicts={memory.conflicts} show={memoryText} trans={trans} />
        </>
      }
    >
      <Field
        name={trans.__('Cores, at least')}
        text={String(least ?? '')}
        edited={edits.cores !== undefined}
        placeholder="–"
        numeric
        accepts={isCount}
        onCommit={text => {
          onEdit({ cores: count(text) });
        }}
      />{' '}
      {most !== undefined && most > (least ?? 0) ? `${trans.__('to %1', most)} ` : null}
      {trans._n('core', 'cores', most ?? least ?? 0)},{' '}
      <Field
        name={trans.__('Memory in GiB, at least')}
        text={String(gib ?? '')}
        edited={edits.memory !== undefined}
        placeholder="–"
        numeric
        accepts={isCount}
        onCommit={text => {
          onEdit({ memory: count(text) });
        }}
      />{' '}
      {mostGib !== undefined && mostGib > (gib ?? 0) ? `${trans.__('to %1', mostGib)} ` : null}
      {trans.__('GiB')}
    </NeedLine>
  );
}
