/** What comes when files or outputs are first asked for, in one piece. */
export { bringAll, bringFiles, newFiles } from './bring-files';
export { replacedText, replaceOutputs } from './replace';
