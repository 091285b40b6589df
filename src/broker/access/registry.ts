import type {
  BrokerList as BrokerListDocument,
  BrokerStatus,
  DeviceSignIn
} from '../../model/broker-entry';
import type { Platforms } from '../platforms/platforms';
import { Problem, say } from '../problem';
import type { Store } from '../store/store';
import { BrokerList, type Listed } from './broker-list';
import { checkedEntry, type AnyEntry } from './entry';
import { Member, type MakePlatform, type MemberTools } from './member';
import { forgetSecrets, moveSecret } from './moving';
import { PassingSecrets, type LazySecrets } from './secrets';
import { secretName, type Access } from './sign-in/access';
import { OidcAccess } from './sign-in/oidc-access';
import { openAccess } from './sign-in/open-access';
import { SharedSecret } from './sign-in/shared-secret';

/** A broker that was not found well is looked at again after so long, in milliseconds. */
const PAUSE = 60_000;
/** So many brokers are looked at side by side. */
const LOOKS = 16;

export interface RegistryOptions {
  store: Store;
  secrets: LazySecrets;
  /** What the administrator wrote down; checked. */
  administrators: readonly AnyEntry[];
  load: () => Promise<MakePlatform>;
  /** Whether whoever asks this broker is its owner, who may change the list and sign in. */
  manage: boolean;
  /** The broker's platforms, which are kept in step with the list. */
  platforms: Platforms;
  /** Goes on with the sessions of a platform that has come back. */
  takeUp: (platform: string) => Promise<void>;
  onError: (error: unknown) => void;
  /** Milliseconds that a broker has to show itself. */
  patience?: number;
}

/** The brokers on the network at work: a platform for each that is enabled. */
export class Registry {
  constructor(private readonly _options: RegistryOptions) {
    const { store, administrators, platforms, load, patience = 10_000 } = _options;
    const taken = platforms.asked.map(({ name }) => name);
    this._list = new BrokerList(store, administrators, taken);
    this._tools = { load, patience, stop: this._stop.signal };
  }

  get manage(): boolean {
    return this._options.manage;
  }

  /** Makes the platforms; their sessions are the broker's to take up. */
  async start(): Promise<void> {
    for (const listed of await this._list.read()) {
      const member = await this._member(listed);
      this._members.set(member.name, member);
      if (member.platform) {
        this._options.platforms.add(member.platform);
      }
    }
  }

  /** The list with what is known of each. Those of whom nothing good is known are looked at meanwhile. */
  async read(): Promise<BrokerListDocument> {
    const brokers = await Promise.all([...this._members.values()].map(async m => m.status()));
    this._lookAround();
    const { words } = this._options.secrets;
    return { brokers, ...(words === undefined ? {} : { secretsKept: words }) };
  }

  /** Replaces the user's entries. @throws Problem 400 */
  async replace(values: readonly unknown[]): Promise<BrokerListDocument> {
    await this._inTurn(async () => {
      const renamed = await this._list.replace(values);
      await this._follow(await this._list.read(), renamed);
    });
    return this.read();
  }

  /** Looks at a broker that need not be in the list, and keeps nothing of it. @throws Problem 400 */
  async test(value: unknown, secret?: string): Promise<BrokerStatus> {
    const entry = checkedEntry(value, 'broker');
    const known = [...this._members.values()].find(
      ({ listed }) => secretName(listed.entry) === secretName(entry)
    );
    const passing = openAccess(entry, new PassingSecrets(), () => undefined);
    if (secret !== undefined) {
      await enter(passing, entry, secret);
    }
    const access = secret === undefined && known ? known.access : passing;
    const { enabled: _, ...looked } = entry;
    const member = await Member.open({ entry: looked, source: 'user' }, access, this._tools);
    try {
      await member.look();
      return { ...(await member.status()), ...entry };
    } finally {
      await member.platform?.close();
    }
  }

  /** Keeps a password or a token. @throws Problem 400, 404 */
  async enter(name: string, secret: string): Promise<void> {
    const { access, listed } = this._named(name);
    await enter(access, listed.entry, secret);
    void this._named(name).lookAgain();
  }

  /** Forgets whatever lets us in there. @throws Problem 404 */
  async signOut(name: string): Promise<void> {
    const member = this._named(name);
    await member.access.signOut();
    void member.lookAgain();
  }

  /** @throws Problem 400 where one does not sign in by a code there, 404, 502 */
  async startSignIn(name: string): Promise<DeviceSignIn> {
    return this._byCode(name).startSignIn();
  }

  /** @throws Problem 400, 404 */
  async readSignIn(name: string): Promise<DeviceSignIn> {
    return this._byCode(name).readSignIn();
  }

  /** Gives a sign-in up that waits; without one signs out. @throws Problem 400, 404 */
  async endSignIn(name: string): Promise<void> {
    const access = this._byCode(name);
    if (!access.cancelSignIn()) {
      await this.signOut(name);
    }
  }

  close(): void {
    this._stop.abort();
    this._members.forEach(({ access }) => access.close());
  }

  /** Brings members and platforms in step with a list. */
  private async _follow(list: readonly Listed[], renamed: Map<string, string>): Promise<void> {
    const { platforms, secrets, takeUp, onError } = this._options;
    const before = this._members;
    const away = new Set(renamed.values());
    const made: Member[] = [];
    this._members = new Map();
    for (const listed of list) {
      const { name } = listed.entry;
      const old = before.get(renamed.get(name) ?? (away.has(name) ? '' : name));
      const isSame = old !== undefined && JSON.stringify(old.listed) === JSON.stringify(listed);
      const member = isSame ? old : await this._member(listed);
      this._members.set(name, member);
      if (!isSame) {
        made.push(member);
        await (old && moveSecret(secrets, old.listed.entry, listed.entry).catch(onError));
      }
    }
    const kept = new Set(this._members.values());
    const dropped = [...before.values()].filter(member => !kept.has(member));
    await forgetSecrets(dropped, kept).catch(onError);
    // A renamed one goes on under its new name, a changed one in its new shape. Of those that are only
    // gone or not enabled the sessions are followed to their end.
    const working = made.flatMap(({ platform }) => platform ?? []);
    const names = [...away, ...working.map(({ name }) => name)];
    const stale = new Set(names.flatMap(name => platforms.get(name) ?? []));
    dropped.forEach(({ name }) => platforms.retire(name));
    working.forEach(platform => platforms.add(platform));
    await Promise.all([...stale].map(async platform => platform.close()));
    for (const { name } of working) {
      await takeUp(name).catch(onError);
    }
  }

  private async _member(listed: Listed): Promise<Member> {
    const { name } = listed.entry;
    const access = openAccess(listed.entry, this._options.secrets, () => {
      void this._members.get(name)?.lookAgain();
    });
    return Member.open(listed, access, this._tools);
  }

  private _lookAround(): void {
    const now = Date.now();
    const due = [...this._members.values()].filter(member => member.isDue(now, PAUSE));
    const next = async (): Promise<void> => {
      for (let member = due.shift(); member; member = due.shift()) {
        await member.look();
      }
    };
    for (let i = 0; i < LOOKS; i++) {
      void next();
    }
  }

  private _named(name: string): Member {
    const member = this._members.get(name);
    if (!member) {
      throw new Problem(404, [
        say('ERROR', 'no-such-broker', 'There is no broker {name} in the list', { name })
      ]);
    }
    return member;
  }

  private _byCode(name: string): OidcAccess {
    const { access } = this._named(name);
    if (access instanceof OidcAccess) {
      return access;
    }
    throw new Problem(400, [
      say(
        'ERROR',
        'no-code',
        'One does not sign in at {name} by a code: its entry says otherwise',
        {
          name
        }
      )
    ]);
  }

  /** One change of the list after the other. */
  private async _inTurn(work: () => Promise<void>): Promise<void> {
    const done = this._last.then(work);
    this._last = done.catch(() => undefined);
    return done;
  }

  private readonly _list: BrokerList;
  private readonly _tools: MemberTools;
  private _members = new Map<string, Member>();
  private readonly _stop = new AbortController();
  private _last: Promise<void> = Promise.resolve();
}

async function enter(access: Access, { name }: AnyEntry, secret: string): Promise<void> {
  if (!(access instanceof SharedSecret)) {
    throw new Problem(400, [
      say(
        'ERROR',
        'no-secret-wanted',
        'At {name} nothing is to be entered: its entry says otherwise',
        {
          name
        }
      )
    ]);
  }
  await access.enter(secret);
}
