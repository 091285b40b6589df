import { version } from '../../package.json';

/** The version of this package; package.json is the one place where it stands. */
export const VERSION: string = version;
