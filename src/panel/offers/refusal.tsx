import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import { Action } from '../action';
import type { NeedEdits } from '../needs/need-edits';
import { sentence } from '../words/sentence';
import type { AnswerRowProps } from './answer-row';
import { smallestChange } from './smallest-change';

/** A platform that cannot, or that did not answer: why, and what would help. */
export function Refusal({
  answer,
  place: { ref, ...attributes },
  now,
  stale,
  onAskSo,
  onAskAgain,
  trans
}: AnswerRowProps): ReactNode {
  const { platform, state } = answer;
  const reasons = (answer.messages ?? []).filter(({ level }) => level !== 'DEBUG');
  const change = state === 'NO' ? smallestChange(reasons, now) : undefined;
  const said = reasons.some(({ template }) => template?.includes('{would}'));
  const could = change ? changeText(change, trans) : '';
  return (
    <li
      ref={ref}
      className="jp-ExecutionBroker-refusal"
      data-state={stale ? 'stale' : state}
      {...attributes}
    >
      <strong>
        {state === 'NO' ? trans.__('%1 cannot:', platform) : trans.__('%1 is silent.', platform)}
      </strong>{' '}
      {reasons.map((reason, i) => (
        <span key={i}>{sentence(reason, trans).replace(/[\w)]$/, '$&.')} </span>
      ))}
      {change ? (
        <>
          {said ? null : (
            <>
              {trans.__('It could with')} <b>{could}</b>.{' '}
            </>
          )}
          <Action
            look="link"
            inert={stale}
            name={trans.__('Ask so: %1', could)}
            onClick={() => {
              onAskSo(change);
            }}
          >
            {trans.__('Ask so')}
          </Action>
        </>
      ) : null}
      {state === 'SILENT' ? (
        <Action
          look="link"
          inert={stale}
          name={trans.__('Ask again: %1', platform)}
          onClick={onAskAgain}
        >
          {trans.__('Ask again')}
        </Action>
      ) : null}
    </li>
  );
}

function changeText(edits: NeedEdits, trans: TranslationBundle): string {
  const { cores, memory, duration, startWithin, costMax } = edits;
  return [
    ...(typeof cores === 'number' ? [trans._n('%1 core', '%1 cores', cores)] : []),
    ...(typeof memory === 'number' ? [trans.__('%1 GiB', memory)] : []),
    ...(typeof duration === 'number' ? [durationText(duration)] : []),
    ...(startWithin === undefined
      ? []
      : [trans.__('a start within %1', durationText(startWithin * 3600))]),
    ...(typeof costMax === 'number' ? [trans.__('a cost up to %1', costMax)] : [])
  ].join(', ');
}
