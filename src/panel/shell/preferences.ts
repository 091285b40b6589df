import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { IDisposable } from '@lumino/disposable';

import type { AskPreferences } from '../ask/ask-flow';
import { OFFER_ORDERS, type OfferOrder } from '../offers/offer-order';
import { Snapshot } from '../snapshot';

export interface PreferenceValues extends AskPreferences {
  offerOrder: OfferOrder;
}

/** Where there are no settings; the same as in schema/panel.json. */
const DEFAULTS: PreferenceValues = {
  askOnOpen: true,
  reaskPause: 600,
  offerOrder: 'soonest',
  duration: 60,
  memory: 2
};

/** The reader's settings, checked. */
export class Preferences implements IDisposable {
  constructor(private readonly _settings?: ISettingRegistry.ISettings) {
    this._onChanged();
    _settings?.changed.connect(this._onChanged, this);
  }

  readonly state = new Snapshot(DEFAULTS);

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
    const { askOnOpen, reaskPause, offerOrder, defaultDuration, defaultMemory } =
      this._settings?.composite ?? {};
    this.state.patch({
      askOnOpen: typeof askOnOpen === 'boolean' ? askOnOpen : DEFAULTS.askOnOpen,
      reaskPause: number(reaskPause, DEFAULTS.reaskPause),
      offerOrder: OFFER_ORDERS.find(order => order === offerOrder) ?? DEFAULTS.offerOrder,
      duration: number(defaultDuration, DEFAULTS.duration),
      memory: number(defaultMemory, DEFAULTS.memory)
    });
  }
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
