import '../../../style/base.css';
import '../../../style/shell.css';
import '../../../style/needs.css';
import '../../../style/offers.css';
import '../../../style/sessions.css';
import '../../../style/brokers.css';

/** All that comes when the panel is first opened, in one piece: few requests, and a small start. */
export { TrackedNotebooks } from '../ask/tracked-notebooks';
export { addResultCommands } from '../results/result-commands';
export { resultWays } from '../results/ways';
export { browserDesktop } from '../notices/desktop';
export { Notices } from '../notices/notices';
export { ToldStore } from '../notices/told-store';
export { confirmSecond } from './confirm';
export { connect } from './connection';
export { createContent } from './content';
export { Models } from './models';
export { Preferences } from './preferences';

/** The dialog that asks for an image: fetched when it is first opened. */
export const imageDialog = async (): Promise<typeof import('../ask/image-dialog')> =>
  import(/* webpackChunkName: "image-dialog" */ '../ask/image-dialog');

/** The page of the history: fetched when it is first opened. */
export const historyPage = async (): Promise<typeof import('../history/page')> =>
  import(/* webpackChunkName: "history-page" */ '../history/page');

/** The page of a session: fetched when the first one is opened. */
export const sessionPage = async (): Promise<typeof import('../session/page')> =>
  import(/* webpackChunkName: "session-page" */ '../session/page');
