/** What comes when a session is first opened there, in one piece. */
export { whatGoes } from './going';
export { openThere } from './open-there';
