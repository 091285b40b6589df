import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import type { DurationEstimate } from '../../description/description';
import { wanted } from '../../description/wanted';
import { durationIcon } from '../icons';
import { parseDurationText } from '../words/duration';
import type { EditableLineProps } from './compute-line';
import { Conflicts, EvidenceList } from './evidence';
import { Field } from './field';
import { NeedLine } from './need-line';
import { summaryOf } from './summary';

/** For how long it may run, and how long it is likely to take. */
export function DurationLine({
  description,
  edits,
  asked,
  onEdit,
  trans
}: EditableLineProps): ReactNode {
  const { duration } = description;
  const seconds = wanted(edits.duration, asked.duration ?? duration.value?.high);
  const text = seconds === undefined ? '' : durationText(seconds);
  const estimate = ({ low, likely, high }: DurationEstimate) =>
    low === high
      ? trans.__('about %1', durationText(likely))
      : trans.__(
          'likely %1 (%2 to %3)',
          durationText(likely),
          durationText(low),
          durationText(high)
        );
  const standIn = duration.value ? durationText(duration.value.likely) : undefined;
  return (
    <NeedLine
      icon={durationIcon}
      name={trans.__('Duration')}
      summary={summaryOf(duration, trans, standIn)}
      unknown={duration.state !== 'found'}
      problems={duration.problems}
      trans={trans}
      evidence={
        <>
          {duration.value && duration.state === 'found' ? <p>{estimate(duration.value)}</p> : null}
          <EvidenceList evidence={duration.evidence} trans={trans} />
          <Conflicts conflicts={duration.conflicts} show={estimate} trans={trans} />
        </>
      }
    >
      {duration.value && duration.state === 'found'
        ? `${trans.__('about %1', durationText(duration.value.likely))}, `
        : null}
      {trans.__('up to')}{' '}
      <Field
        name={trans.__('For how long it may run, such as 40 s, 20 min, 1 h')}
        text={text}
        edited={edits.duration !== undefined}
        placeholder="–"
        accepts={draft => parseDurationText(draft) !== undefined}
        onCommit={draft => {
          onEdit({ duration: parseDurationText(draft) });
        }}
      />
    </NeedLine>
  );
}
