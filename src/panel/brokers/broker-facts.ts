import type { BrokerEntry, BrokerStatus } from '../../model/broker-entry';

/** What is known of a broker, and is no part of its entry. */
const KNOWN: readonly string[] = [
  'source',
  'state',
  'speaks',
  'signedIn',
  'signedInAs',
  'checked',
  'messages'
] satisfies (keyof BrokerStatus)[];

/** The entry of a broker, without what is known of it and without what is the default anyway. */
export function entryOf(broker: BrokerEntry): BrokerEntry {
  const isDefault = (key: string) =>
    (key === 'form' && broker.form === 'auto') ||
    (key === 'signIn' && broker.signIn?.kind === 'none') ||
    (key === 'enabled' && isEnabled(broker));
  const own = Object.entries(broker).filter(([key]) => !KNOWN.includes(key) && !isDefault(key));
  return { name: broker.name, url: broker.url, ...Object.fromEntries(own) };
}

export function isEnabled({ enabled }: BrokerEntry): boolean {
  return enabled !== false;
}

/** Whether somebody has to sign in before it can be asked. */
export function needsSignIn(broker: BrokerStatus): boolean {
  return isEnabled(broker) && broker.state === 'sign-in';
}

/** A name for a broker by the host of its URL, such that no other has it; empty for what is no URL. */
export function suggestName(url: string, taken: readonly string[]): string {
  const host = URL.canParse(url) ? new URL(url).host : '';
  let name = host;
  for (let i = 2; taken.includes(name) && host; i++) {
    name = `${host} ${i}`;
  }
  return name;
}
