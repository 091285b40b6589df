import type * as code from './find-parameters';

/** The reader of parameters: a chunk of its own in the page, since few notebooks have any. */
export const loadParameters = (): Promise<typeof code> =>
  import(/* webpackChunkName: "parameters" */ './find-parameters');
