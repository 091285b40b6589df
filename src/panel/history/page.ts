/** The page of the history in one piece, for who opens it. */
export { download } from './download';
export { HistoryPage } from './history-page';
