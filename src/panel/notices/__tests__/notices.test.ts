import { Notification } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import { INTEGER_DELTA_OPTION } from '../../../model/option';
import { JUPYTER_CONNECTOR, SIMPLE_COMPUTE } from '../../../model/kinds';
import type { MessageItem } from '../../../model/message';
import type { ExecutionSession } from '../../../model/session';
import { formatInstant } from '../../../model/time';
import { DURATION_PATH } from '../../../model/update-kind';
import type { BrokerPart, IExecutionBroker } from '../../../tokens';
import { settled } from '../../__tests__/fake-broker';
import { NOW, session } from '../../__tests__/samples';
import type { Desktop, Permission } from '../desktop';
import { Notices } from '../notices';
import { ToldStore } from '../told-store';

const MINUTE = 60_000;

/** FakeDoor: what the plug-ins see of the broker; its sessions are what a test says. */
class FakeDoor implements IExecutionBroker {
  constructor() {
    this.changed = new Signal<IExecutionBroker, BrokerPart>(this);
    this.sessionEnded = new Signal<IExecutionBroker, ExecutionSession>(this);
  }

  readonly changed: Signal<IExecutionBroker, BrokerPart>;
  readonly sessionEnded: Signal<IExecutionBroker, ExecutionSession>;
  readonly description = undefined;
  readonly offers = [];
  sessions: readonly ExecutionSession[] = [];
  now = NOW;
  /** What is being done, by session. */
  acts: Readonly<Record<string, string>> = {};
  files = 0;
  readonly done: string[] = [];
  trouble: string | undefined;

  see(...sessions: ExecutionSession[]): void {
    this.sessions = sessions;
    this.changed.emit('sessions' as const);
  }
  doing(uuid: string): string | undefined {
    return this.acts[uuid];
  }
  newFiles(): Promise<number> {
    return Promise.resolve(this.files);
  }
  extend(uuid: string, seconds: number): Promise<void> {
    return this._do(`extend ${uuid} ${seconds}`);
  }
  work(uuid: string): Promise<void> {
    return this._do(`work ${uuid}`);
  }
  openResult(uuid: string): Promise<void> {
    return this._do(`open ${uuid}`);
  }
  bringHome(uuid: string, { all = false } = {}): Promise<void> {
    return this._do(`bring ${uuid} ${all ? 'all' : 'some'}`);
  }
  ask = (path?: string, needs?: object) => this._do(`ask ${path ?? ''} ${JSON.stringify(needs)}`);
  accept = () => this._do('accept');
  cancel = () => this._do('cancel');
  look = () => this._do('look');
  refresh = () => this._do('refresh');

  private _do(what: string): Promise<void> {
    this.done.push(what);
    return this.trouble === undefined ? Promise.resolve() : Promise.reject(new Error(this.trouble));
  }
}

class FakeSettings {
  composite: Record<string, unknown> = {};
  readonly changed = new Signal<this, void>(this);
}

class FakeDesktop implements Desktop {
  permission: Permission = 'ask';
  readonly shown: [string, string][] = [];
  asked = 0;
  ask(): Promise<Permission> {
    this.asked += 1;
    this.permission = 'granted';
    return Promise.resolve(this.permission);
  }
  show(text: string, tag: string): void {
    this.shown.push([text, tag]);
  }
}

const open: { dispose: () => void }[] = [];
let hidden = false;
Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });

beforeEach(() => {
  hidden = false;
  localStorage.clear();
  Notification.dismiss();
});
afterEach(() => {
  open.splice(0).forEach(each => {
    each.dispose();
  });
  jest.useRealTimers();
});

/** One page; another with the same `storage` is the same browser. */
function page(door = new FakeDoor()) {
  const settings = new FakeSettings();
  const desktop = new FakeDesktop();
  const opened: string[] = [];
  const notices = new Notices({
    broker: door,
    openSession: uuid => {
      opened.push(uuid);
    },
    store: new ToldStore('told'),
    desktop,
    settings: settings as unknown as ISettingRegistry.ISettings,
    trans: nullTranslator.load('')
  });
  open.push(notices);
  return { desktop, door, notices, opened, settings };
}

const told = () => Notification.manager.notifications.map(({ message }) => message).reverse();
const button = (label: string) => {
  const all = Notification.manager.notifications.flatMap(({ options }) => options.actions ?? []);
  const found = all.find(action => action.label === label);
  if (!found) {
    throw new Error(`No button "${label}" among ${all.map(action => action.label).join(', ')}`);
  }
  found.callback(new MouseEvent('click'));
};

const live = (uuid: string, more: Partial<ExecutionSession> = {}) =>
  session(uuid, {
    phase: 'AVAILABLE',
    connectors: [{ kind: JUPYTER_CONNECTOR, status: 'AVAILABLE', location: 'http://x/' }],
    ...more
  });

/** Promised for an hour from NOW on, with so many seconds more to be had. */
const timed = (more: number, duration = 'PT1H') =>
  session('1', {
    schedule: { available: { duration } },
    meta: {
      messages: [
        {
          kind: 'urn:execution-broker:phase-running',
          level: 'INFO',
          time: formatInstant(NOW),
          message: 'It runs'
        }
      ],
      options: more
        ? [{ kind: INTEGER_DELTA_OPTION, path: DURATION_PATH, min: 1, max: more, units: 'seconds' }]
        : []
    }
  });

it('tells once that a session is ready, also over a reload, and its button begins to work in it', async () => {
  const { door } = page();
  door.see(session('1', { phase: 'PREPARING' }));
  await settled();
  expect(told()).toEqual([]);
  door.see(live('1'));
  door.see(live('1'));
  await settled();
  expect(told()).toEqual(['plot.ipynb is ready on This computer: you can work in it.']);
  button('Work in it');
  expect(door.done).toEqual(['work 1']);
  page().door.see(live('1'));
  await settled();
  expect(told()).toHaveLength(1);
});

it('says nothing of what had ended before it was first seen, nor of a kernel that runs already', async () => {
  const { door } = page();
  door.see(session('1', { phase: 'FAILED' }), live('2', { phase: 'RUNNING' }));
  await settled();
  expect(told()).toEqual([]);
});

it('tells of an end that came while no page was open', async () => {
  const before = page();
  before.door.see(session('1'));
  await settled();
  before.notices.dispose();
  page().door.see(session('1', { phase: 'COMPLETED' }));
  await settled();
  expect(told()).toEqual(['plot.ipynb has run on This computer.']);
  page().door.see(session('1', { phase: 'COMPLETED' }));
  await settled();
  expect(told()).toHaveLength(1);
});

it('tells that others have cancelled it, and not who did it', async () => {
  const { door } = page();
  door.see(session('1'), session('2'));
  await settled();
  door.acts = { 1: 'cancel' };
  door.see(session('1', { phase: 'CANCELLED' }), session('2'));
  door.acts = {};
  door.see(session('1', { phase: 'CANCELLED' }), session('2', { phase: 'CANCELLED' }));
  await settled();
  expect(told()).toEqual(['plot.ipynb was cancelled on This computer.']);
  expect(Notification.manager.notifications[0]?.type).toBe('info');
});

it('tells of a failure though it was to be cancelled, where that did not work', async () => {
  const { door } = page();
  door.acts = { 1: 'cancel' };
  door.see(session('1'));
  door.acts = {};
  door.see(session('1'));
  await settled();
  door.see(session('1', { phase: 'FAILED' }));
  await settled();
  expect(told()).toEqual(['plot.ipynb failed on This computer: no reason was given']);
});

it('opens the result of a run that has ended, and says what went wrong with that', async () => {
  const { door } = page();
  door.see(session('1'));
  await settled();
  const result = { path: 'plot.ipynb', url: 'http://x/' };
  door.see(session('1', { phase: 'COMPLETED', result }));
  await settled();
  door.trouble = 'The disk is full';
  button('Open');
  await settled();
  expect(door.done).toEqual(['open 1']);
  expect(told()).toContain('The disk is full');
});

describe('a failure', () => {
  const TOO_LITTLE = {
    kind: 'urn:execution-broker:memory-limit',
    level: 'ERROR',
    message: 'It needed more memory than was promised'
  } as const;

  async function fail(message: MessageItem) {
    const made = page();
    made.door.see(session('1'));
    await settled();
    made.door.see(
      session('1', {
        phase: 'FAILED',
        compute: { kind: SIMPLE_COMPUTE, cores: { min: 1, max: 1 }, memory: { min: 2, max: 2 } },
        meta: { messages: [message] }
      })
    );
    await settled();
    return made;
  }
  const labels = () =>
    (Notification.manager.notifications[0]?.options.actions ?? []).map(({ label }) => label);

  it('goes by itself, leads to what happened, and stays in the list after that', async () => {
    const { opened } = await fail({ level: 'ERROR', message: 'Cell 1 failed' });
    expect(Notification.manager.notifications[0]?.options.autoClose).toBe(20_000);
    expect(labels()).toEqual(['What happened']);
    button('What happened');
    expect(opened).toEqual(['1']);
    expect(told()).toHaveLength(1);
  });

  it('by too little memory asks again with twice as much, in one click', async () => {
    const { door } = await fail(TOO_LITTLE);
    expect(labels()).toEqual(['Ask for 4 GiB', 'What happened']);
    button('Ask for 4 GiB');
    expect(door.done).toEqual(['ask work/plot.ipynb {"cores":1,"memory":4}']);
  });

  it('is out of the way when its session was opened, or its files are fetched; only where it is in front', async () => {
    const { door, notices } = await fail(TOO_LITTLE);
    const closes = () => Notification.manager.notifications[0]?.options.autoClose;
    notices.seen('1');
    expect(closes()).toBe(20_000);
    const { id } = Notification.manager.notifications[0]!;
    // As JupyterLab shows it.
    const toast = document.body.appendChild(document.createElement('div'));
    toast.id = id;
    notices.seen('2');
    expect(closes()).toBe(20_000);
    door.acts = { 1: 'files' };
    door.see(...door.sessions);
    expect(closes()).toBe(1);
    toast.remove();
  });
});

describe('near the limit', () => {
  it('tells once, five minutes before an hour is over, with buttons for more', async () => {
    const { door } = page();
    door.now = NOW + 54 * MINUTE;
    door.see(timed(7200));
    await settled();
    expect(told()).toEqual([]);
    door.now = NOW + 55 * MINUTE;
    door.see(timed(7200));
    door.see(timed(7200));
    await settled();
    expect(told()).toHaveLength(1);
    expect(told()[0]).toMatch(/^The time of plot\.ipynb on This computer is over in 5 min, at /);
    button('30 min more');
    button('1 h more');
    expect(door.done).toEqual(['extend 1 1800', 'extend 1 3600']);
  });

  it('takes a tenth of a short session', async () => {
    const { door } = page();
    door.now = NOW + 8.9 * MINUTE;
    door.see(timed(60, 'PT10M'));
    await settled();
    expect(told()).toEqual([]);
    door.now = NOW + 9 * MINUTE;
    door.see(timed(60, 'PT10M'));
    await settled();
    expect(told()[0]).toContain('over in 1 min');
    // Less than half an hour is all that there is.
    button('1 min more');
    expect(door.done).toEqual(['extend 1 60']);
  });

  it('comes by itself, without a look at the sessions', async () => {
    jest.useFakeTimers();
    const { door } = page();
    door.now = NOW + 54 * MINUTE;
    door.see(timed(0));
    door.now = NOW + 55 * MINUTE;
    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(told()).toHaveLength(1);
  });

  it('says so where no more can be had, without a button', async () => {
    const { door } = page();
    door.now = NOW + 56 * MINUTE;
    door.see(timed(0));
    await settled();
    expect(told()[0]).toContain('It cannot be given more.');
    expect(Notification.manager.notifications[0]?.options.actions).toEqual([]);
  });

  it('goes when more was given, and is told again of the new limit', async () => {
    const { door } = page();
    door.now = NOW + 56 * MINUTE;
    door.see(timed(7200));
    await settled();
    door.see(timed(5400, 'PT1H30M'));
    await settled();
    expect(told()).toEqual([]);
    door.now = NOW + 86 * MINUTE;
    door.see(timed(5400, 'PT1H30M'));
    await settled();
    expect(told()).toHaveLength(1);
  });
});

describe('several pages of one browser', () => {
  it('tell each thing once', async () => {
    const [one, other] = [page(), page()];
    for (const { door } of [one, other]) {
      door.see(session('1'));
    }
    await settled();
    for (const { door } of [one, other]) {
      door.see(session('1', { phase: 'COMPLETED' }));
    }
    await settled();
    expect(told()).toHaveLength(1);
  });

  it('leave it to one that is seen', async () => {
    jest.useFakeTimers();
    const [back, front] = [page(), page()];
    back.door.see(session('1'));
    await jest.advanceTimersByTimeAsync(0);
    hidden = true;
    back.settings.composite = { desktop: true };
    back.desktop.permission = 'granted';
    back.door.see(session('1', { phase: 'COMPLETED' }));
    await jest.advanceTimersByTimeAsync(5000);
    expect(told()).toEqual([]);
    hidden = false;
    front.door.see(session('1', { phase: 'COMPLETED' }));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(told()).toHaveLength(1);
    expect(back.desktop.shown).toEqual([]);
  });
});

describe('on the desktop', () => {
  async function end(permission: Permission, wished: boolean, isHidden: boolean) {
    jest.useFakeTimers();
    const made = page();
    made.settings.composite = { desktop: wished };
    made.desktop.permission = permission;
    made.door.see(session('1'));
    await jest.advanceTimersByTimeAsync(0);
    hidden = isHidden;
    made.door.see(session('1', { phase: 'COMPLETED' }));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(told()).toHaveLength(1);
    return made.desktop.shown.map(([, tag]) => tag);
  }

  it('tells where it is wished, allowed, and the page is hidden', async () => {
    expect(await end('granted', true, true)).toEqual(['1 ended']);
  });
  it('is silent by default', async () => {
    expect(await end('granted', false, true)).toEqual([]);
  });
  it('is silent while the page is seen', async () => {
    expect(await end('granted', true, false)).toEqual([]);
  });
  it('is silent where the browser forbids it', async () => {
    expect(await end('denied', true, true)).toEqual([]);
  });

  it('asks for the permission by a click when it is switched on, once', () => {
    const { desktop, settings } = page();
    expect(told()).toEqual([]);
    settings.composite = { desktop: true };
    settings.changed.emit();
    settings.changed.emit();
    expect(told()).toHaveLength(1);
    expect(desktop.asked).toBe(0);
    button('Allow…');
    expect(desktop.asked).toBe(1);
  });

  it('says so where the browser forbids it', () => {
    const { desktop, settings } = page();
    desktop.permission = 'denied';
    settings.composite = { desktop: true };
    settings.changed.emit();
    expect(told()[0]).toContain('does not let this page');
  });
});

describe('files at the end', () => {
  async function end(bringHome: string | undefined, files: number) {
    const made = page();
    made.settings.composite = { bringHome };
    made.door.files = files;
    made.door.see(live('1'));
    await settled();
    Notification.dismiss();
    made.door.see(session('1', { phase: 'COMPLETED' }));
    await settled();
    return made.door;
  }

  it('are offered, with how many they are', async () => {
    const door = await end(undefined, 3);
    expect(door.done).toEqual([]);
    button('Bring 3 files home…');
    expect(door.done).toEqual(['bring 1 some']);
  });
  it('are not spoken of where there are none', async () => {
    await end('ask', 0);
    expect(Notification.manager.notifications[0]?.options.actions).toEqual([]);
  });
  it('come by themselves where that is wished', async () => {
    expect((await end('always', 3)).done).toEqual(['bring 1 all']);
  });
  it('stay there where that is wished', async () => {
    const door = await end('never', 3);
    expect(door.done).toEqual([]);
    expect(Notification.manager.notifications[0]?.options.actions).toEqual([]);
  });
});

it('remembers by itself where the browser keeps nothing', async () => {
  const store = new ToldStore('told', {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    }
  });
  const look = { sessions: [live('1')], now: NOW };
  expect(await store.take(look)).toHaveLength(1);
  expect(await store.take(look)).toEqual([]);
});

it('starts afresh where what the browser kept is not ours', async () => {
  localStorage.setItem('told', '{"1": 7}');
  expect(await new ToldStore('told').take({ sessions: [live('1')], now: NOW })).toHaveLength(1);
});
