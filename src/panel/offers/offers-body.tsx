import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactNode } from 'react';

import type { Clock } from '../clock';
import { Action } from '../action';
import { levelName } from '../level';
import type { NeedEdits } from '../needs/need-edits';
import { Remark } from '../remark';
import { Section } from '../section';
import { useNow } from '../use-now';
import { answersOf, newsOf } from './answers';
import { brokenPromises } from './broken-promises';
import { OfferCard } from './offer-card';
import { isOpen, offerFacts } from './offer-facts';
import { arrange, bestAt, OFFER_ORDERS, type OfferOrder } from './offer-order';
import type { OffersState } from './offers-model';
import { Refusal } from './refusal';

export interface OffersBodyProps {
  state: OffersState;
  order: OfferOrder;
  clock: Clock;
  trans: TranslationBundle;
  onOrder: (order: OfferOrder) => void;
  onAccept: (uuid: string) => void;
  onAskSo: (edits: NeedEdits) => void;
  onAskAgain: () => void;
}

/** The offers side by side, who cannot and why, and who has not answered. */
export function OffersBody(props: OffersBodyProps): ReactNode {
  const { state, order, clock, trans, onOrder, onAccept, onAskSo, onAskAgain } = props;
  const now = useNow(clock);
  // The order under the pointer or the focus, kept as it was when either came.
  const [held, setHeld] = useState<readonly string[]>();
  const { answer, acceptances, askedAt = now, phase, request, trouble } = state;
  const stale = state.stale && answer !== undefined;
  const orderName = orderNames(trans);
  const facts = (answer?.offers ?? []).map(offerFacts).filter(({ phase: is }) => is !== 'REJECTED');
  const broken = new Map(facts.map(offer => [offer.uuid, brokenPromises(offer, request)]));
  const breaking = facts.map(({ uuid }) => uuid).filter(uuid => broken.get(uuid)?.length);
  const offers = arrange(facts, order, { held, last: breaking });
  const good = facts.filter(offer => isOpen(offer, now) && !breaking.includes(offer.uuid));
  const answers = answersOf(answer, trans);
  const refusals = answers.filter(({ state: said }) => said === 'NO' || said === 'SILENT');
  const hold = () => {
    setHeld(earlier => earlier ?? offers.map(({ uuid }) => uuid));
  };
  const letGo = () => {
    setHeld(undefined);
  };
  const first = offers.find(offer => good.includes(offer))?.uuid;
  return (
    <Section
      title={
        answer && !stale
          ? trans._n('%1 offer', '%1 offers', offers.length)
          : phase === 'asking'
            ? trans.__('Asking…')
            : trans.__('Offers')
      }
      note={
        answers.length > 1 && !stale ? trans.__('from %1 platforms', answers.length) : undefined
      }
      actions={
        offers.length > 1 ? (
          <select
            className="jp-ExecutionBroker-select"
            aria-label={trans.__('Order of the offers')}
            value={order}
            onChange={({ target: { value } }) => {
              const chosen = OFFER_ORDERS.find(name => name === value);
              letGo();
              if (chosen) {
                onOrder(chosen);
              }
            }}
          >
            {OFFER_ORDERS.map(name => (
              <option key={name} value={name}>
                {orderName(name)}
              </option>
            ))}
          </select>
        ) : undefined
      }
    >
      <div role="status" className="jp-ExecutionBroker-unseen">
        {newsOf(state, answers, trans)}
      </div>
      {trouble ? (
        <div role="alert">
          <Remark level="error" levelName={levelName('error', trans)}>
            {trouble.message}{' '}
            <Action look="link" onClick={onAskAgain}>
              {trans.__('Try again')}
            </Action>
          </Remark>
        </div>
      ) : null}
      <ul
        className="jp-ExecutionBroker-cards"
        aria-busy={phase === 'asking'}
        onPointerEnter={hold}
        onPointerLeave={letGo}
        onFocus={hold}
        onBlur={letGo}
      >
        {offers.map(offer => (
          <OfferCard
            key={offer.uuid}
            offer={offer}
            best={good.includes(offer) ? bestAt(offer, good) : []}
            broken={broken.get(offer.uuid) ?? []}
            acceptance={acceptances[offer.uuid]}
            stale={stale}
            first={offer.uuid === first && good.length > 1}
            askedAt={askedAt}
            now={now}
            orderName={orderName}
            trans={trans}
            onAccept={() => {
              onAccept(offer.uuid);
            }}
            onAskAgain={onAskAgain}
          />
        ))}
        {refusals.map(said => (
          <Refusal
            key={said.platform}
            answer={said}
            now={now}
            stale={stale}
            onAskSo={onAskSo}
            onAskAgain={onAskAgain}
            trans={trans}
          />
        ))}
      </ul>
      <Waiting {...props} />
      <Nothing {...props} offers={offers.length} refusals={refusals.length} />
    </Section>
  );
}

/** Who is still being asked. */
function Waiting({ state, trans }: OffersBodyProps): ReactNode {
  if (state.phase !== 'asking') {
    return null;
  }
  const asking = (state.stale ? [] : (state.answer?.answers ?? []))
    .filter(answer => answer.state === 'ASKING')
    .map(({ platform }) => platform);
  return (
    <p className="jp-ExecutionBroker-hint">
      <span className="jp-ExecutionBroker-spinner" aria-hidden="true" />
      {asking.length
        ? trans.__('Still asking %1', asking.join(', '))
        : trans.__('Asking where it can run…')}
    </p>
  );
}

/** What to do where there is nothing to pick. */
function Nothing(props: OffersBodyProps & { offers: number; refusals: number }): ReactNode {
  const { state, trans, offers, refusals, onAskAgain } = props;
  if (state.phase === 'idle') {
    return (
      <p className="jp-ExecutionBroker-hint">
        <Action look="primary" onClick={onAskAgain}>
          {trans.__('Ask where it can run')}
        </Action>
      </p>
    );
  }
  if (state.phase !== 'answered' || offers > 0) {
    return null;
  }
  return (
    <p className="jp-ExecutionBroker-hint">
      {refusals
        ? trans.__('Nobody can run it as asked. Change a need above, or ask as a platform says.')
        : trans.__('The broker knows no platform to ask. Its administrator can add some.')}
    </p>
  );
}

function orderNames(trans: TranslationBundle): (order: OfferOrder) => string {
  const names: Record<OfferOrder, string> = {
    soonest: trans.__('soonest'),
    cheapest: trans.__('cheapest'),
    greenest: trans.__('greenest'),
    biggest: trans.__('biggest')
  };
  return order => names[order];
}
