/** What comes when something is first done with a session or its results, in one piece. */
export { ResultFile } from '../sessions/result-file';
export { bringAll, bringFiles, newFiles } from './bring-files';
export { replacedText, replaceOutputs } from './replace';
export { workInIt } from './work-in-it';
