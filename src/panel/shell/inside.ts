import '../../../style/base.css';
import '../../../style/shell.css';
import '../../../style/needs.css';
import '../../../style/offers.css';

/**
 * All that comes when the panel is first opened, in one piece: few requests, and a small start. What
 * nobody sees before the first offers is in the chunk called `panel-rest`, which each part of the panel
 * fetches where it needs it, and everybody in an idle moment after the first offers.
 */
export { TrackedNotebooks } from '../ask/tracked-notebooks';
export { addResultCommands } from '../results/result-commands';
export { resultWays } from '../results/ways';
export { connect } from './connection';
export { createContent, dialogs } from './content';
export { pages } from './fetch-ahead';
export { Models } from './models';
export { Preferences } from './preferences';

/** The dialog that asks for an image: fetched when it is first opened. */
export const imageDialog = async (): Promise<typeof import('../ask/image-dialog')> =>
  import(/* webpackChunkName: "image-dialog" */ '../ask/image-dialog');

/** What tells of sessions, wherever the reader is. */
export const telling = async (): Promise<typeof import('../notices/telling')> =>
  import(/* webpackChunkName: "panel-rest" */ '../notices/telling');
