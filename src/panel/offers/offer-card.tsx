import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { durationText } from '../../model/amount-text';
import type { Mode } from '../../model/executable';
import { Action } from '../action';
import { later } from '../later';
import { levelName, remarkLevel } from '../level';
import { Remark } from '../remark';
import { startText, timeText } from '../words/moment';
import { shortRange } from '../words/number';
import { sentence, type Said } from '../words/sentence';
import type { RowPlace } from './answer-list';
import { MoreView } from './more-view';
import { moneyText } from './money';
import { Countdown } from './countdown';
import { isOpen, type OfferFacts } from './offer-facts';
import type { OfferOrder } from './offer-order';
import { OfferNotes } from './offer-notes';
import type { Acceptance, Wanted } from './offers-model';

const WantedNow = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './wanted-now')).WantedNow
);

export interface OfferCardProps {
  offer: OfferFacts;
  best: readonly OfferOrder[];
  /** In what it does not keep to what was asked. */
  broken: readonly Said[];
  acceptance?: Acceptance | undefined;
  /** The offer that it stands for, where that could not be had. */
  wanted?: Wanted | undefined;
  place: RowPlace;
  /** An answer to an older question. */
  stale: boolean;
  /** The first of several: the one that is likely picked. */
  first: boolean;
  askedAt: number;
  now: number;
  orderName: (order: OfferOrder) => string;
  /** `mode`: of those that the offer lists, if it lists any. */
  onAccept: (mode?: Mode) => void;
  onAskAgain: () => void;
  trans: TranslationBundle;
}

/** One offer: what it gives, when, for what, and the button that takes it. */
export function OfferCard(props: OfferCardProps): ReactNode {
  const { offer, best, broken, acceptance, stale, first, askedAt, now, orderName, trans } = props;
  const { ref, ...attributes } = props.place;
  const open = isOpen(offer, now);
  const state = acceptance?.state === 'done' ? 'taken' : open ? 'open' : 'gone';
  return (
    <li
      ref={ref}
      {...attributes}
      className="jp-ExecutionBroker-card"
      data-state={stale ? 'stale' : state}
      data-first={first && state === 'open'}
      aria-label={offer.platform}
    >
      <div className="jp-ExecutionBroker-cardTitle">
        <strong>{offer.platform}</strong>
        {best.length && open ? (
          <span className="jp-ExecutionBroker-badges">
            {best.map((order, i) => (
              <span key={order}>
                {i ? ' · ' : ''}
                {orderName(order)}
              </span>
            ))}
          </span>
        ) : null}
        {offer.expires !== undefined && open ? (
          <Countdown
            expires={offer.expires}
            since={offer.created ?? askedAt}
            now={now}
            trans={trans}
          />
        ) : null}
      </div>
      {broken.map((said, i) => (
        <Remark key={i} level="warning" levelName={levelName('warning', trans)}>
          {sentence(said, trans)}
        </Remark>
      ))}
      {props.wanted ? (
        <WantedNow wanted={props.wanted} offer={offer} now={now} trans={trans} />
      ) : null}
      <OfferValues offer={offer} now={now} trans={trans} />
      {offer.messages
        .filter(message => remarkLevel(message) !== 'info')
        .map((message, i) => (
          <Remark
            key={i}
            level={remarkLevel(message)}
            levelName={levelName(remarkLevel(message), trans)}
          >
            {sentence(message, trans)}
          </Remark>
        ))}
      <OfferActions {...props} state={state} />
      <MoreView offer={offer.session} platform={offer.platform} trans={trans} />
    </li>
  );
}

function OfferValues({
  offer,
  now,
  trans
}: Pick<OfferCardProps, 'offer' | 'now' | 'trans'>): ReactNode {
  const { start, preparing, upTo, money, energy, carbon } = offer;
  const compute = computeTexts(offer, trans);
  const exact =
    start === undefined
      ? undefined
      : [
          timeText(start, now),
          ...(preparing === undefined ? [] : [trans.__('%1 to prepare', durationText(preparing))])
        ].join(', ');
  return (
    <dl className="jp-ExecutionBroker-values">
      <Value name={trans.__('starts')} exact={exact}>
        {start === undefined ? '–' : startText(start, now, trans)}
      </Value>
      <Value name={trans.__('for up to')}>{upTo === undefined ? '–' : durationText(upTo)}</Value>
      <Value name={trans.__('cost')}>{money ? moneyText(money, trans) : '–'}</Value>
      <Value name={trans.__('compute')}>{compute.length ? compute.join(', ') : '–'}</Value>
      {energy ? (
        <Value name={trans.__('energy')}>
          {shortRange(energy, range => `${range} ${energy.unit ?? 'Wh'}`)}
        </Value>
      ) : null}
      {carbon ? (
        <Value name={trans.__('carbon')}>
          {shortRange(carbon, range => `${range} ${carbon.unit ?? 'g'}`)}
        </Value>
      ) : null}
    </dl>
  );
}

function computeTexts(
  { cores, memory, accelerators }: OfferFacts,
  trans: TranslationBundle
): string[] {
  return [
    ...(cores === undefined ? [] : [trans._n('%1 core', '%1 cores', cores)]),
    ...(memory === undefined ? [] : [trans.__('%1 GiB', memory)]),
    ...(accelerators === undefined ? [] : [accelerators])
  ];
}

/** A value; what is exact about it on hover and to those who hear it. */
function Value({
  name,
  exact,
  children
}: {
  name: string;
  exact?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div title={exact}>
      <dt>{name}</dt>
      <dd>
        {children}
        {exact ? <span className="jp-ExecutionBroker-unseen"> {exact}</span> : null}
      </dd>
    </div>
  );
}

/** A button for each mode, each in one place through every state, so that the focus stays. */
function OfferActions(props: OfferCardProps & { state: 'taken' | 'open' | 'gone' }) {
  const { offer, broken, acceptance, stale, state, onAccept, onAskAgain, trans } = props;
  const failed = acceptance?.state === 'failed' ? acceptance.trouble : undefined;
  const unknown = acceptance?.state === 'unknown' ? acceptance.trouble : undefined;
  const askAgain = !stale && (state === 'gone' || failed?.gone === true);
  const busy = acceptance?.state === 'busy' || unknown !== undefined;
  const { modes = [] } = offer.session;
  // Where a broker lists none, none is named to it.
  const all: (Mode | undefined)[] = modes.length ? modes : [undefined];
  const taken = acceptance?.mode ?? all[0];
  const label = (mode: Mode | undefined, first: boolean): string =>
    state === 'taken'
      ? trans.__('Taken')
      : askAgain && first
        ? trans.__('Ask again')
        : mode === 'interactive'
          ? broken.length
            ? trans.__('Work in it all the same')
            : trans.__('Work in it')
          : broken.length
            ? trans.__('Run it all the same')
            : trans.__('Run it');
  const notes = offer.messages
    .filter(message => remarkLevel(message) === 'info')
    .map(message => sentence(message, trans));
  const note =
    state === 'taken'
      ? trans.__('follow it under Sessions')
      : state === 'gone'
        ? trans.__('expired')
        : undefined;
  return (
    <>
      {failed ? (
        <div role="alert">
          <Remark level="error" levelName={levelName('error', trans)}>
            {failed.message} {failed.gone ? null : trans.__('You can try again.')}
          </Remark>
        </div>
      ) : null}
      {unknown ? (
        <div role="alert">
          <Remark level="warning" levelName={levelName('warning', trans)}>
            {trans.__('It is not known yet whether it was accepted; that is being found out.')}{' '}
            {unknown.message}
          </Remark>
        </div>
      ) : null}
      <div className="jp-ExecutionBroker-cardActions">
        {all.map((mode, i) =>
          state === 'taken' && mode !== taken ? null : (
            <Action
              key={mode ?? 'batch'}
              look={
                i === 0 && state === 'open' && !broken.length && !askAgain ? 'primary' : 'plain'
              }
              name={[
                `${label(mode, i === 0)}: ${offer.platform}`,
                ...computeTexts(offer, trans)
              ].join(', ')}
              busy={busy && mode === taken}
              inert={stale || busy || state === 'taken' || (askAgain && i > 0)}
              onClick={
                askAgain
                  ? onAskAgain
                  : () => {
                      onAccept(mode);
                    }
              }
            >
              {label(mode, i === 0)}
            </Action>
          )
        )}
        {note ? (
          <span className="jp-ExecutionBroker-dim">{note}</span>
        ) : (
          <OfferNotes platform={offer.platform} notes={notes} trans={trans} />
        )}
      </div>
    </>
  );
}
