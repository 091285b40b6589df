import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { JSONValue } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import type { BrokerEntry } from '../../model/broker-entry';
import { brokerEntries, brokerSetting } from '../../model/broker-setting';
import type { AskPreferences } from '../ask/ask-flow';
import type { BrokerHome } from '../brokers/broker-home';
import { OFFER_ORDERS, type OfferOrder } from '../offers/offer-order';
import { Snapshot } from '../snapshot';

export interface PreferenceValues extends AskPreferences {
  offerOrder: OfferOrder;
  brokers: readonly BrokerEntry[];
}

/** Where there are no settings; the same as in schema/panel.json. */
const DEFAULTS: PreferenceValues = {
  askOnOpen: true,
  reaskPause: 600,
  offerOrder: 'soonest',
  duration: 60,
  memory: 2,
  brokers: []
};

/** The reader's settings, checked. */
export class Preferences implements IDisposable {
  constructor(private readonly _settings?: ISettingRegistry.ISettings) {
    this._onChanged();
    _settings?.changed.connect(this._onChanged, this);
  }

  readonly state = new Snapshot(DEFAULTS);

  /** The list of brokers; absent where there are no settings to keep it in. */
  get brokers(): BrokerHome | undefined {
    const settings = this._settings;
    const { state } = this;
    return settings
      ? {
          get entries() {
            return state.value.brokers;
          },
          changed: state.changed,
          keep: async entries => {
            await settings.set('brokers', entries.map(brokerSetting) as unknown as JSONValue);
          }
        }
      : undefined;
  }

  get isDisposed(): boolean {
    return this.state.isDisposed;
  }

  /** Keeps an order of the offers. */
  async setOrder(offerOrder: OfferOrder): Promise<void> {
    this.state.patch({ offerOrder });
    await this._settings?.set('offerOrder', offerOrder);
  }

  dispose(): void {
    this._settings?.changed.disconnect(this._onChanged, this);
    this.state.dispose();
  }

  private _onChanged(): void {
    const { askOnOpen, reaskPause, offerOrder, defaultDuration, defaultMemory, brokers } =
      this._settings?.composite ?? {};
    this.state.patch({
      askOnOpen: typeof askOnOpen === 'boolean' ? askOnOpen : DEFAULTS.askOnOpen,
      reaskPause: number(reaskPause, DEFAULTS.reaskPause),
      offerOrder: OFFER_ORDERS.find(order => order === offerOrder) ?? DEFAULTS.offerOrder,
      duration: number(defaultDuration, DEFAULTS.duration),
      memory: number(defaultMemory, DEFAULTS.memory),
      brokers: brokerEntries(brokers)
    });
  }
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
