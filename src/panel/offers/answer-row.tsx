import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import type { PlatformAnswer } from '../../model/offer-set';
import { later } from '../later';
import type { NeedEdits } from '../needs/need-edits';
import { sentence } from '../words/sentence';
import type { RowPlace } from './answer-list';

/** Milliseconds after which it is worth saying that somebody takes time. */
const SLOW = 1000;

const Refusal = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './refusal')).Refusal
);

export interface AnswerRowProps {
  answer: PlatformAnswer;
  place: RowPlace;
  askedAt: number;
  now: number;
  /** An answer to an older question. */
  stale: boolean;
  onAskSo: (edits: NeedEdits) => void;
  onAskAgain: () => void;
  trans: TranslationBundle;
}

/** A platform that makes no offer: it is still being asked, it cannot, or it says nothing. */
export function AnswerRow(props: AnswerRowProps): ReactNode {
  const { answer, place, askedAt, now, stale, trans } = props;
  const { platform, state } = answer;
  if (state === 'NO' || state === 'SILENT') {
    return <Refusal {...props} />;
  }
  const { ref, ...attributes } = place;
  const waited = now - askedAt;
  // What takes so long: a file that is being sent there, say.
  const doing = answer.messages ?? [];
  return (
    <li
      ref={ref}
      className="jp-ExecutionBroker-refusal"
      data-state={stale ? 'stale' : state}
      {...attributes}
    >
      {state === 'YES' ? (
        trans.__('%1 said yes; its offers are no longer open.', platform)
      ) : (
        <span className="jp-ExecutionBroker-hint">
          {waited > SLOW ? (
            <span className="jp-ExecutionBroker-spinner" aria-hidden="true" />
          ) : null}
          <span>
            {doing.length
              ? doing.map(message => sentence(message, trans)).join(' ')
              : trans.__('Asking %1', platform)}
            {waited > SLOW ? ` · ${durationText(waited / 1000)}` : null}
          </span>
        </span>
      )}
    </li>
  );
}
