import { OfferSetResponse } from '../model/offer-set';
import type { ExecutionSession } from '../model/session';
import type { Dialect } from './dialect';
import { compact, fieldsOf, listOf } from './fields';
import { fitFields } from './fit';
import { fromFlat, toFlat, type FlatForm } from './flat-component';

/** Offer sets of the older forms: flat, each offer a session as the form has it. */
export function olderOfferSets(
  form: FlatForm,
  { writeSession, readSession }: Pick<Dialect, 'writeSession' | 'readSession'>
): Pick<Dialect, 'writeOfferSet' | 'readOfferSet'> {
  return {
    writeOfferSet(set) {
      const { offers, ...rest } = fitFields(OfferSetResponse, set, true);
      return compact({
        ...toFlat(form, rest, 'offerset'),
        offers:
          offers === undefined
            ? undefined
            : listOf(offers).map(offer => writeSession(offer as ExecutionSession))
      });
    },
    readOfferSet(document) {
      const { offers, ...rest } = fieldsOf(document);
      const set = compact({
        ...fromFlat('offerset', rest),
        offers: offers === undefined ? undefined : listOf(offers).map(readSession)
      });
      return fitFields(OfferSetResponse, set, true);
    }
  };
}
