import type { BrokerEntry, SignIn } from './broker-entry';
import { WIRE_FORMS } from './wire-form';

/**
 * A broker as JupyterLab's settings have it (schema/panel.json): flat, for the settings editor makes
 * its form from that. It has no secret.
 */
export interface BrokerSetting {
  name: string;
  url: string;
  form?: NonNullable<BrokerEntry['form']>;
  signIn?: SignIn['kind'];
  /** For `basic`. */
  user?: string;
  /** For `oidc`, as `clientId` and `scope`. */
  issuer?: string;
  clientId?: string;
  scope?: string;
  caFile?: string;
  enabled?: boolean;
}

/**
 * The entries that the settings' `brokers` stand for, in order. An entry without a URL is not written
 * to its end yet, and is left out. Whether the others are right is the broker's to say.
 */
export function brokerEntries(setting: unknown): BrokerEntry[] {
  return Array.isArray(setting)
    ? setting.map(brokerEntry).filter(entry => entry !== undefined)
    : [];
}

/**
 * The entry that a setting stands for; `undefined` where it has no URL. What is not of the right type
 * counts as absent; without a name it is called by its host.
 */
export function brokerEntry(setting: unknown): BrokerEntry | undefined {
  const given: Partial<Record<keyof BrokerSetting, unknown>> =
    typeof setting === 'object' && setting !== null ? setting : {};
  const url = text(given.url).replace(/\/+$/, '');
  if (!url) {
    return undefined;
  }
  const form = (['auto', ...WIRE_FORMS] as const).find(known => known === given.form);
  const signIn = signInOf(given);
  const caFile = text(given.caFile);
  return {
    name: text(given.name) || (/^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/.exec(url)?.[1] ?? url),
    url,
    ...(form && form !== 'auto' ? { form } : {}),
    ...(signIn.kind === 'none' ? {} : { signIn }),
    ...(caFile ? { caFile } : {}),
    ...(given.enabled === false ? { enabled: false } : {})
  };
}

/** The setting that stands for an entry. */
export function brokerSetting({
  name,
  url,
  form,
  signIn,
  caFile,
  enabled
}: BrokerEntry): BrokerSetting {
  const { kind, ...more } = signIn ?? { kind: 'none' as const };
  return {
    name,
    url,
    ...(form && form !== 'auto' ? { form } : {}),
    ...(kind === 'none' ? {} : { signIn: kind, ...more }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(enabled === false ? { enabled } : {})
  };
}

function signInOf(given: Partial<Record<keyof BrokerSetting, unknown>>): SignIn {
  switch (given.signIn) {
    case 'basic':
      return { kind: 'basic', user: text(given.user) };
    case 'bearer':
      return { kind: 'bearer' };
    case 'oidc': {
      const scope = text(given.scope);
      return {
        kind: 'oidc',
        issuer: text(given.issuer),
        clientId: text(given.clientId),
        ...(scope ? { scope } : {})
      };
    }
    default:
      return { kind: 'none' };
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
