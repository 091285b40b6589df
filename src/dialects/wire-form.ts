import type { OfferSetResponse } from '../model/offer-set';
import type { ExecutionRequest } from '../model/request';
import type { ExecutionSession } from '../model/session';
import type { Update } from '../model/update';
import type { WireForm } from '../model/wire-form';

export { WIRE_FORMS, type WireForm } from '../model/wire-form';

/**
 * One wire form, both ways. Writing is strict: what comes out is valid by the form's schema. Reading
 * is lenient and checks nothing: the caller checks what comes out with the model's schemas.
 */
export interface Dialect {
  readonly form: WireForm;
  /** Path of the asking POST: `/requests` for v1.0, `/offersets` for the older forms. */
  readonly askPath: string;
  writeRequest(request: ExecutionRequest): unknown;
  /** A request in the shape of our model; what is not known is kept where it stood. */
  readRequest(document: unknown): unknown;
  writeOfferSet(set: OfferSetResponse): unknown;
  readOfferSet(document: unknown): unknown;
  writeSession(session: ExecutionSession): unknown;
  readSession(document: unknown): unknown;
  writeUpdate(update: Update): unknown;
  readUpdate(document: unknown): unknown;
}
