import { initial } from './0001-initial';

/** In order; the database remembers how many it has had (`PRAGMA user_version`). */
export const MIGRATIONS: readonly string[] = [initial];
