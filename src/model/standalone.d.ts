import type { Validator } from './complaint';

/** Validators compiled beforehand, so that the page needs no compiler; made by the build. */
export const validators: Record<
  'ExecutionSession' | 'OfferSetResponse' | 'SessionEvent' | 'SessionList',
  Validator
>;
