import type { TranslationBundle } from '@jupyterlab/translation';

import type { BrokerStatus } from '../../model/broker-entry';
import { needsSignIn } from './broker-facts';

/** `3 brokers, 1 needs signing in`. */
export function summaryText(brokers: readonly BrokerStatus[], trans: TranslationBundle): string {
  const waiting = brokers.filter(needsSignIn).length;
  return [
    trans._n('%1 broker', '%1 brokers', brokers.length),
    ...(waiting ? [trans._n('%1 needs signing in', '%1 need signing in', waiting)] : [])
  ].join(', ');
}
