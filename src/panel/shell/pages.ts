import '../../../style/sessions.css';

import { fetchVirtualRows } from '../offers/use-virtual-rows';

/** The page of the history: fetched when it is first opened, or before, in an idle moment. */
export const historyPage = async (): Promise<typeof import('../history/page')> => {
  const [page] = await Promise.all([
    import(/* webpackChunkName: "history-page" */ '../history/page'),
    // Where it does not come, the page draws all rows.
    fetchVirtualRows().catch(() => undefined)
  ]);
  return page;
};

/** The page of a session: likewise. */
export const sessionPage = async (): Promise<typeof import('../session/page')> =>
  import(/* webpackChunkName: "session-page" */ '../session/page');
