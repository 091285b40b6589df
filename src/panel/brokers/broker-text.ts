import type { TranslationBundle } from '@jupyterlab/translation';

import type { BrokerEntry, BrokerStatus } from '../../model/broker-entry';
import type { WireForm } from '../../model/wire-form';
import { sentence } from '../words/sentence';
import { isEnabled } from './broker-facts';

/** How a broker was found, in words: `answers, v1.0, signed in as ada`. */
export function stateText(broker: BrokerStatus, trans: TranslationBundle): string {
  if (!isEnabled(broker)) {
    return trans.__('switched off');
  }
  const reason = reasonText(broker, trans);
  switch (broker.state) {
    case 'answers':
      return [
        trans.__('answers'),
        ...(broker.speaks === undefined ? [] : [broker.speaks]),
        ...(broker.signedInAs !== undefined
          ? [trans.__('signed in as %1', broker.signedInAs)]
          : broker.signedIn
            ? [trans.__('signed in')]
            : [])
      ].join(', ');
    case 'sign-in':
      return broker.signedIn && reason
        ? trans.__('needs signing in: %1', reason)
        : trans.__('needs signing in');
    case 'silent':
      return reason ? trans.__('silent: %1', reason) : trans.__('silent');
    case 'rubbish':
      return reason ? trans.__('answers rubbish: %1', reason) : trans.__('answers rubbish');
    case 'unknown':
      return broker.signedIn ? trans.__('not asked yet, signed in') : trans.__('not asked yet');
  }
}

/** What a broker, or an attempt to reach it, said. */
export function reasonText(
  { messages = [] }: Pick<BrokerStatus, 'messages'>,
  trans: TranslationBundle
): string {
  return messages
    .filter(({ level }) => level !== 'DEBUG')
    .map(message => sentence(message, trans))
    .join(' ');
}

/** The ways of signing in, as a form offers them. */
export function signInNames(
  trans: TranslationBundle
): Record<NonNullable<BrokerEntry['signIn']>['kind'], string> {
  return {
    none: trans.__('none needed'),
    basic: trans.__('user and password'),
    bearer: trans.__('token'),
    oidc: trans.__('OpenID Connect, in a browser')
  };
}

/** The forms of the standard, as a form offers them. */
export function formNames(trans: TranslationBundle): Record<'auto' | WireForm, string> {
  return {
    auto: trans.__('find out'),
    'v1.0': 'v1.0',
    'calycopis-2025-10': 'Calycopis, 2025-10',
    'wd-2025-04': trans.__('draft, 2025-04'),
    seed: trans.__('first sketch')
  };
}
