import type { OfferSetResponse } from '../model/offer-set';
import type { ExecutionRequest } from '../model/request';
import type { ExecutionSession } from '../model/session';
import type { Update } from '../model/update';

/**
 * The forms in which the standard has been written: the published schemas of July 2026, October 2025
 * and April 2025, and `seed`, the form of the slides and of the working draft's text.
 */
export const WIRE_FORMS = ['v1.0', 'calycopis-2025-10', 'wd-2025-04', 'seed'] as const;
export type WireForm = (typeof WIRE_FORMS)[number];

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
