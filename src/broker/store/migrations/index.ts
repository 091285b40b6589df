import { initial } from './0001-initial';
import { form } from './0002-form';
import { foreignOffers } from './0003-foreign-offers';
import { brokers } from './0004-brokers';
import { sessionsByExpiry } from './0005-sessions-by-expiry';
import { mode } from './0006-mode';
import { history } from './0007-history';

/** In order; the database remembers how many it has had (`PRAGMA user_version`). */
export const MIGRATIONS: readonly string[] = [
  initial,
  form,
  foreignOffers,
  brokers,
  sessionsByExpiry,
  mode,
  history
];
