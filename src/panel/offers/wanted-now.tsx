import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import { levelName } from '../level';
import { Remark } from '../remark';
import { startText } from '../words/moment';
import { moneyText } from './money';
import { offerFacts, type OfferFacts } from './offer-facts';
import type { OffersState, Wanted } from './offers-model';

/** Starts within a minute are the same to somebody who has had to ask again. */
const SAME_START = 60_000;

interface Change {
  name: string;
  wanted: string;
  now: string;
}

/** In what an offer differs from one that was wanted and could not be had. */
function changes(
  wanted: OfferFacts,
  offer: OfferFacts,
  now: number,
  trans: TranslationBundle
): Change[] {
  const text = <T,>(value: T | undefined, say: (value: T) => string) =>
    value === undefined ? '–' : say(value);
  const start = (value: OfferFacts) => text(value.start, at => startText(at, now, trans));
  const sameStart = Math.abs((offer.start ?? 0) - (wanted.start ?? 0)) < SAME_START;
  const cores = (value: OfferFacts) => text(value.cores, n => trans._n('%1 core', '%1 cores', n));
  const memory = (value: OfferFacts) => text(value.memory, n => trans.__('%1 GiB', n));
  const upTo = (value: OfferFacts) => text(value.upTo, durationText);
  const money = (value: OfferFacts) => text(value.money, amount => moneyText(amount, trans));
  const change = (name: string, say: (value: OfferFacts) => string): Change => ({
    name,
    wanted: say(wanted),
    now: say(offer)
  });
  return [
    ...(sameStart ? [] : [change(trans.__('starts'), start)]),
    change(trans.__('cores'), cores),
    change(trans.__('memory'), memory),
    change(trans.__('for up to'), upTo),
    change(trans.__('cost'), money)
  ].filter(({ wanted: before, now: after }) => before !== after);
}

/** On the card that stands for an offer that was wanted: what is different now. */
export function WantedNow({
  wanted,
  offer,
  now,
  trans
}: {
  wanted: Wanted;
  offer: OfferFacts;
  now: number;
  trans: TranslationBundle;
}): ReactNode {
  const list = changes(offerFacts(wanted.offer), offer, now, trans);
  return (
    <div className="jp-ExecutionBroker-wanted">
      {list.length ? trans.__('Instead of what you wanted:') : trans.__('The same as you wanted.')}
      {list.length ? (
        <ul>
          {list.map(({ name, wanted: before, now: after }) => (
            <li key={name}>
              {name}: <del>{before}</del>{' '}
              <span className="jp-ExecutionBroker-unseen">{trans.__('is now')}</span>
              <span aria-hidden="true">→</span> <ins>{after}</ins>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Above the answers: that an offer could not be had, and what became of asking again. */
export function WantedLine({
  state: { phase, stale },
  wanted,
  found,
  trans
}: {
  state: OffersState;
  wanted: Wanted;
  /** Whether its platform has made another. */
  found: boolean;
  trans: TranslationBundle;
}): ReactNode {
  const { platform } = offerFacts(wanted.offer);
  return (
    <div role="alert">
      <Remark level="warning" levelName={levelName('warning', trans)}>
        {trans.__('The offer of %1 is gone: %2', platform, wanted.reason)}{' '}
        {phase === 'asking' || stale
          ? trans.__('Asking again…')
          : found
            ? trans.__('Its new offer shows what has changed.')
            : trans.__('It makes no other now.')}
      </Remark>
    </div>
  );
}
