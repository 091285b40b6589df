import type { ISignal } from '@lumino/signaling';

import type { BrokerEntry } from '../../model/broker-entry';

/** Where the user's list of brokers is at home: JupyterLab's settings. */
export interface BrokerHome {
  /** The list as it is now. */
  readonly entries: readonly BrokerEntry[];
  /** It is another now, by whomever: the panel, the settings editor, a file. */
  readonly changed: ISignal<unknown, void>;
  /** Keeps another list. */
  keep(entries: readonly BrokerEntry[]): Promise<void>;
}
