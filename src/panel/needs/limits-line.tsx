import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import { wanted } from '../../description/wanted';
import { limitsIcon } from '../icons';
import type { EditableLineProps } from './compute-line';
import { EvidenceList } from './evidence';
import { Field } from './field';
import { NeedLine } from './need-line';
import { summaryOf } from './summary';

const HOURS = [1, 4, 12, 24, 72, 168];
const NOW = 'now';

/** When it should start, and what it may cost. */
export function LimitsLine({
  description: { stated },
  edits,
  onEdit,
  trans
}: Pick<EditableLineProps, 'description' | 'edits' | 'onEdit' | 'trans'>): ReactNode {
  const { startWithin } = edits;
  const costMax = wanted(edits.costMax, stated?.cost?.value.max);
  const currency = edits.currency ?? stated?.cost?.value.currency;
  const start = stated?.start?.value;
  const said = [stated?.start, stated?.cost].flatMap(one => (one ? [one.evidence] : []));
  const hours = [...new Set([...HOURS, ...(startWithin === undefined ? [] : [startWithin])])];
  return (
    <NeedLine
      icon={limitsIcon}
      name={trans.__('Start and cost')}
      trans={trans}
      {...(said.length > 0
        ? {
            summary: summaryOf({ state: 'found', evidence: said }, trans),
            evidence: <EvidenceList evidence={said} trans={trans} />
          }
        : {})}
    >
      {trans.__('start')}{' '}
      <select
        className="jp-ExecutionBroker-select"
        aria-label={trans.__('When it should start')}
        data-edited={startWithin !== undefined || edits.start !== undefined || undefined}
        value={startWithin ?? edits.start ?? (edits.start === null ? NOW : '')}
        onChange={({ target: { value } }) => {
          onEdit({
            start: value === NOW ? null : undefined,
            startWithin: /^\d+$/.test(value) ? Number(value) : undefined
          });
        }}
      >
        <option value="">{start ?? trans.__('now')}</option>
        {start === undefined ? null : <option value={NOW}>{trans.__('now')}</option>}
        {edits.start ? <option value={edits.start}>{edits.start}</option> : null}
        {hours
          .sort((a, b) => a - b)
          .map(hour => (
            <option key={hour} value={hour}>
              {trans.__('within %1', durationText(hour * 3600))}
            </option>
          ))}
      </select>
      , {trans.__('cost up to')}{' '}
      <Field
        name={trans.__('The most that it may cost')}
        text={costMax === undefined ? '' : String(costMax)}
        edited={edits.costMax !== undefined}
        placeholder="–"
        numeric
        accepts={text => /^\d+(?:[.,]\d+)?$/.test(text.trim())}
        onCommit={text => {
          onEdit(
            text
              ? { costMax: Number(text.replace(',', '.')), currency }
              : { costMax: undefined, currency: undefined }
          );
        }}
      />
      {costMax === undefined || currency === undefined ? null : ` ${currency}`}
    </NeedLine>
  );
}
