/** What comes when files or outputs are first asked for, in one piece. */
export { bringFiles } from './bring-files';
export { replacedText, replaceOutputs } from './replace';
