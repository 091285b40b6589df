import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { BrokersClient } from '../../client/brokers-client';
import type { BrokerEntry, BrokerStatus, DeviceSignIn } from '../../model/broker-entry';
import { Snapshot } from '../snapshot';
import { trouble, type Trouble } from '../trouble';
import type { BrokerActions } from './broker-actions';
import { entryOf } from './broker-facts';
import type { BrokerHome } from './broker-home';
import { DeviceFlow } from './device-flow';
import { ListKeeper } from './list-keeper';

/** How a broker answers that is not in the list yet. */
export interface Trial {
  busy: boolean;
  found?: BrokerStatus | undefined;
  trouble?: Trouble | undefined;
}

export interface BrokersState {
  /** The list has come at least once. */
  loaded: boolean;
  /** Our broker knows nothing of other brokers: it is not one of ours, or an old one. */
  absent: boolean;
  brokers: readonly BrokerStatus[];
  /** Where secrets are kept, in words; absent until our broker knows. */
  secretsKept?: string | undefined;
  /** Why the list could not be had, or not be changed. */
  trouble?: Trouble | undefined;
  /** Brokers that something is being done to, by name. */
  busy: Readonly<Record<string, boolean | undefined>>;
  /** Why that did not work. */
  remarks: Readonly<Record<string, string | undefined>>;
  /** Device flows under way, or what came of them. */
  signIns: Readonly<Record<string, DeviceSignIn | undefined>>;
  /** The broker that was removed last, and where it stood: it can be put back. */
  removed?: { entry: BrokerEntry; at: number } | undefined;
  trial?: Trial | undefined;
}

export interface BrokersModelOptions {
  client: BrokersClient;
  /** Absent: there are no settings here, and the list is at home with our broker. */
  home?: BrokerHome | undefined;
}

/** The brokers that ours asks: the list of the settings, and what is known of each. */
export class BrokersModel implements BrokerActions, IDisposable {
  constructor(private readonly _options: BrokersModelOptions) {
    const { client, home } = _options;
    this._list = new ListKeeper(this.state, client, home);
    this._flow = new DeviceFlow(client, (name, signIn) => {
      this._onSignIn(name, signIn);
    });
  }

  readonly state = new Snapshot<BrokersState>({
    loaded: false,
    absent: false,
    brokers: [],
    busy: {},
    remarks: {},
    signIns: {}
  });

  /** Other brokers can be asked than before. */
  get changed(): ISignal<unknown, void> {
    return this._list.changed;
  }

  /** Settles when our broker has the list of the settings, or it is known that it cannot have it. */
  get settled(): Promise<void> {
    return this._list.settled;
  }

  get isDisposed(): boolean {
    return this.state.isDisposed;
  }

  /** Whether the panel can be seen. The first look is when it is first seen. */
  set visible(visible: boolean) {
    this._flow.running = visible;
    if (visible && !this._list.begun) {
      void this.refresh();
    }
  }

  async refresh(): Promise<void> {
    await this._list.refresh();
  }

  async try(entry: BrokerEntry, secret?: string): Promise<void> {
    this._trying?.abort();
    const { signal } = (this._trying = new AbortController());
    this.state.patch({ trial: { busy: true } });
    const trial = await this._options.client.test(entry, secret, { signal }).then(
      (found): Trial => ({ busy: false, found }),
      (error: unknown): Trial => ({ busy: false, trouble: trouble(error) })
    );
    if (!signal.aborted) {
      this.state.patch({ trial });
    }
  }

  forgetTrial(): void {
    this._trying?.abort();
    this.state.patch({ trial: undefined });
  }

  async add(entry: BrokerEntry, secret?: string): Promise<void> {
    const found = this.state.value.trial?.found;
    this.forgetTrial();
    await this._list.keep([...this._list.entries, entry]);
    if (secret !== undefined) {
      await this.signIn(entry.name, secret);
    } else if (found) {
      this._list.found(entry.name, found);
    }
  }

  async edit(entry: BrokerEntry, secret?: string): Promise<void> {
    this.forgetTrial();
    await this._replace(entry.name, () => entry);
    if (secret !== undefined) {
      await this.signIn(entry.name, secret);
    }
  }

  async enable(name: string, enabled: boolean): Promise<void> {
    await this._replace(name, entry => entryOf({ ...entry, enabled }));
  }

  async remove(name: string): Promise<void> {
    const { entries } = this._list;
    const at = entries.findIndex(entry => entry.name === name);
    const entry = entries[at];
    if (entry) {
      this.state.patch({ removed: { entry, at } });
      await this._list.keep(entries.filter(other => other !== entry));
    }
  }

  async putBack(): Promise<void> {
    const { removed } = this.state.value;
    this.state.patch({ removed: undefined });
    if (removed) {
      const { entries } = this._list;
      const [before, after] = [entries.slice(0, removed.at), entries.slice(removed.at)];
      await this._list.keep([...before, removed.entry, ...after]);
    }
  }

  async testAgain(name: string): Promise<void> {
    await this._during(name, () => this._test(name));
  }

  async signIn(name: string, secret: string): Promise<void> {
    await this._during(name, async () => {
      await this._options.client.setSecret(name, secret);
      await this._test(name);
      this._list.announce();
    });
  }

  async startSignIn(name: string): Promise<void> {
    await this._during(name, () => this._flow.start(name));
  }

  async cancelSignIn(name: string): Promise<void> {
    await this._during(name, () => this._flow.end(name));
  }

  async signOut(name: string): Promise<void> {
    const oidc = this._list.find(name)?.signIn?.kind === 'oidc';
    await this._during(name, async () => {
      await (oidc ? this._flow.end(name) : this._options.client.forgetSecret(name));
      await this._list.look();
      this._list.announce();
    });
  }

  dispose(): void {
    this._trying?.abort();
    this._flow.dispose();
    this._list.dispose();
    this.state.dispose();
  }

  private async _replace(name: string, by: (entry: BrokerEntry) => BrokerEntry): Promise<void> {
    const { entries } = this._list;
    await this._list.keep(entries.map(entry => (entry.name === name ? by(entry) : entry)));
  }

  private async _test(name: string): Promise<void> {
    const broker = this._list.find(name);
    if (broker) {
      const found = await this._options.client.test(entryOf(broker));
      await this._list.look();
      this._list.found(name, found);
    }
  }

  private async _during(name: string, act: () => Promise<void>): Promise<void> {
    const { busy, remarks } = this.state.value;
    if (busy[name]) {
      return;
    }
    this.state.patch({
      busy: { ...busy, [name]: true },
      remarks: { ...remarks, [name]: undefined }
    });
    let remark: string | undefined;
    try {
      await act();
    } catch (error) {
      remark = trouble(error).message;
    }
    this.state.patch({
      busy: { ...this.state.value.busy, [name]: undefined },
      remarks: { ...this.state.value.remarks, [name]: remark }
    });
  }

  private _onSignIn(name: string, signIn: DeviceSignIn | undefined): void {
    const done = signIn?.state === 'signed-in';
    this.state.patch({
      signIns: { ...this.state.value.signIns, [name]: done ? undefined : signIn }
    });
    if (done) {
      void this.testAgain(name).then(() => {
        this._list.announce();
      });
    }
  }

  private readonly _flow: DeviceFlow;
  private readonly _list: ListKeeper;
  private _trying: AbortController | undefined;
}
