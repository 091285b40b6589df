import type { TranslationBundle } from '@jupyterlab/translation';
import { useMemo, useState } from 'react';

import type { PlatformAnswer } from '../../model/offer-set';
import type { Said } from '../words/sentence';
import { answersOf } from './answers';
import { promisesOf } from './broken-promises';
import { offerFacts, type OfferFacts } from './offer-facts';
import { arrange, type OfferOrder } from './offer-order';
import type { OffersState } from './offers-model';

/** An answer as it is shown; it changes with the answer and the order, not with the time. */
export interface OfferView {
  /** In the order in which they are shown. */
  offers: readonly OfferFacts[];
  /** What the offers break, by uuid; those alone that break something. */
  broken: ReadonlyMap<string, readonly Said[]>;
  /** What each platform said. */
  answers: readonly PlatformAnswer[];
  /** Those of them that no offer stands for. */
  rows: readonly PlatformAnswer[];
  /** Of the offers and then of the rows; each once. */
  keys: readonly string[];
}

export function useOfferView(
  { answer, request, stale }: OffersState,
  order: OfferOrder,
  held: readonly string[] | undefined,
  trans: TranslationBundle
): OfferView {
  const [read] = useState(() => cached(offerFacts));
  const facts = useMemo(
    () => (answer?.offers ?? []).filter(({ phase }) => phase !== 'REJECTED').map(read),
    [answer, read]
  );
  const brokenBy = useMemo(() => cached(promisesOf(request)), [request]);
  const broken = useMemo(
    () =>
      new Map(
        facts
          .map(offer => [offer.uuid, brokenBy(offer)] as const)
          .filter(([, promises]) => promises.length)
      ),
    [facts, brokenBy]
  );
  const offers = useMemo(
    () => arrange(facts, order, { ...(held ? { held } : {}), last: [...broken.keys()] }),
    [facts, order, held, broken]
  );
  const answers = useMemo(() => answersOf(answer, trans), [answer, trans]);
  const rows = useMemo(() => {
    const offering = new Set(facts.map(({ platform }) => platform));
    return answers.filter(({ platform, state }) =>
      state === 'YES' ? !offering.has(platform) : state !== 'ASKING' || !stale
    );
  }, [answers, facts, stale]);
  const keys = useMemo(
    () => [...offers.map(({ uuid }) => uuid), ...rows.map(({ platform }, i) => `${i} ${platform}`)],
    [offers, rows]
  );
  return { offers, broken, answers, rows, keys };
}

/** The same, worked out once for each argument: with each part of an answer come all that were there. */
function cached<T extends object, R>(work: (of: T) => R): (of: T) => R {
  const results = new WeakMap<T, { result: R }>();
  return of => {
    const known = results.get(of) ?? { result: work(of) };
    results.set(of, known);
    return known.result;
  };
}
