import type { OfferSetResponse } from './offer-set';

/**
 * An offer set with a part of it that is new (our extension: `GET /offersets/{uuid}/events` tells a set
 * in parts). Offers are told apart by `meta.uuid`, answers by `platform`; those that were there keep
 * their place, and neither argument is changed.
 */
export function withNews(set: OfferSetResponse, news: OfferSetResponse): OfferSetResponse {
  const offers = replaced(set.offers, news.offers, ({ meta }) => meta?.uuid);
  const answers = replaced(set.answers, news.answers, ({ platform }) => platform);
  const messages = [...(set.meta?.messages ?? []), ...(news.meta?.messages ?? [])];
  return {
    ...set,
    ...news,
    meta: { ...set.meta, ...news.meta, messages },
    ...(offers ? { offers } : {}),
    ...(answers ? { answers } : {})
  };
}

/** A list with newer things in the places of those of the same key; without a key they are added. */
function replaced<T>(
  old: T[] | undefined,
  news: T[] | undefined,
  keyOf: (item: T) => string | undefined
): T[] | undefined {
  if (!old?.length || !news?.length) {
    return news?.length ? news : old;
  }
  const all = [...old];
  const places = new Map(old.map((item, at) => [keyOf(item), at]));
  for (const item of news) {
    const key = keyOf(item);
    const at = key === undefined ? undefined : places.get(key);
    all[at ?? all.length] = item;
  }
  return all;
}

/** Whether there may be more to come: somebody has still to answer. */
export function isOpen({ result, answers = [] }: OfferSetResponse): boolean {
  return result === undefined || answers.some(({ state }) => state === 'ASKING');
}
