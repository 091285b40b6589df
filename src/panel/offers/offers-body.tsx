import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactNode } from 'react';

import type { Mode } from '../../model/executable';
import type { Clock } from '../clock';
import { Action } from '../action';
import { later } from '../later';
import { levelName } from '../level';
import type { NeedEdits } from '../needs/need-edits';
import { Remark } from '../remark';
import { Section } from '../section';
import { useNow } from '../use-now';
import { AnswerList } from './answer-list';
import { AnswerRow } from './answer-row';
import { newsOf } from './answers';
import { OfferCard } from './offer-card';
import { GoodOffers } from './good-offers';
import { offerFacts } from './offer-facts';
import { OFFER_ORDERS, type OfferOrder } from './offer-order';
import type { OffersState } from './offers-model';
import { useOfferView } from './use-offer-view';

/** Pixels of a card and of an answer without an offer, where they have not been drawn yet. */
const CARD = 128;
const ROW = 58;

const WantedLine = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './wanted-now')).WantedLine
);

export interface OffersBodyProps {
  state: OffersState;
  order: OfferOrder;
  clock: Clock;
  trans: TranslationBundle;
  onOrder: (order: OfferOrder) => void;
  onAccept: (uuid: string, mode?: Mode) => void;
  onAskSo: (edits: NeedEdits) => void;
  onAskAgain: () => void;
}

/** The offers side by side, who cannot and why, and who has not answered. */
export function OffersBody(props: OffersBodyProps): ReactNode {
  const { state, order, clock, trans, onOrder, onAccept, onAskSo, onAskAgain } = props;
  const now = useNow(clock);
  // The order under the pointer or the focus, kept as it was when either came.
  const [held, setHeld] = useState<readonly string[]>();
  const { answer, acceptances, askedAt = now, phase, trouble, wanted } = state;
  const stale = state.stale && answer !== undefined;
  const orderName = orderNames(trans);
  const view = useOfferView(state, order, held, trans);
  const { answers, broken, offers, rows } = view;
  const [goodOffers] = useState(() => new GoodOffers());
  const good = goodOffers.at(offers, broken, now);
  const [first] = good.offers;
  const insteadOf = wanted ? offerFacts(wanted.offer).platform : undefined;
  const instead =
    stale || insteadOf === undefined
      ? undefined
      : [...good.offers, ...offers].find(({ platform }) => platform === insteadOf);
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
              setHeld(undefined);
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
      {wanted ? (
        <WantedLine state={state} wanted={wanted} found={instead !== undefined} trans={trans} />
      ) : null}
      <AnswerList
        keys={view.keys}
        estimate={index => (index < offers.length ? CARD : ROW)}
        busy={phase === 'asking'}
        onHold={hold => {
          setHeld(earlier => (hold ? (earlier ?? offers.map(({ uuid }) => uuid)) : undefined));
        }}
        row={(index, place) => {
          const offer = offers[index];
          const said = rows[index - offers.length];
          return offer ? (
            <OfferCard
              offer={offer}
              best={good.offers.length > 1 && good.has(offer) ? good.best(offer) : []}
              broken={broken.get(offer.uuid) ?? []}
              acceptance={acceptances[offer.uuid]}
              wanted={offer === instead ? wanted : undefined}
              place={place}
              stale={stale}
              first={offer === first && good.offers.length > 1}
              askedAt={askedAt}
              now={now}
              orderName={orderName}
              trans={trans}
              onAccept={mode => {
                onAccept(offer.uuid, mode);
              }}
              onAskAgain={onAskAgain}
            />
          ) : said ? (
            <AnswerRow
              answer={said}
              place={place}
              askedAt={askedAt}
              now={now}
              stale={stale}
              onAskSo={onAskSo}
              onAskAgain={onAskAgain}
              trans={trans}
            />
          ) : null;
        }}
      />
      {phase === 'asking' && (stale || !rows.some(({ state: said }) => said === 'ASKING')) ? (
        <p className="jp-ExecutionBroker-hint">
          <span className="jp-ExecutionBroker-spinner" aria-hidden="true" />
          {trans.__('Asking where it can run…')}
        </p>
      ) : null}
      <Nothing {...props} offers={offers.length} refusals={rows.length} />
    </Section>
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
