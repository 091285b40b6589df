/** What tells of sessions, in one piece. */
export { browserDesktop } from './desktop';
export { Notices } from './notices';
export { ToldStore } from './told-store';
