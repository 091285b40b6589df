import { setTimeout as sleep } from 'node:timers/promises';

import type { OfferSetResponse } from '../../model/offer-set';
import { messageText } from '../../model/template';
import type { SessionEvent } from '../../model/event';
import { FakePlatform, question, startBroker, until, type TestBroker } from './test-broker';

const start = async (
  limits = { cores: 4, memory: 16 },
  more: { lifetime?: number } = {}
): Promise<TestBroker & { platform: FakePlatform }> => {
  let platform: FakePlatform | undefined;
  const broker = await startBroker({
    ...more,
    platforms: report => [(platform = new FakePlatform(report, 'Fake', limits))]
  });
  return { ...broker, platform: platform! };
};

const ids = (set: OfferSetResponse): string[] => (set.offers ?? []).map(({ meta }) => meta!.uuid!);
const reasons = (set: OfferSetResponse): string =>
  (set.meta?.messages ?? []).map(messageText).join(' ');

describe('an offer', () => {
  it('is accepted, and its siblings are rejected', async () => {
    const { client, platform } = await start();
    const set = await client.ask(question());
    const [first, second] = ids(set);
    const session = await client.accept(first!);
    expect(session.phase).toBe('ACCEPTED');
    expect(session.meta?.options).toEqual([
      { kind: 'uri:enum-value-option', path: 'phase', values: ['CANCELLED'] }
    ]);
    expect((await client.session(second!)).phase).toBe('REJECTED');
    expect(platform.started.map(({ uuid }) => uuid)).toEqual([first]);
  });

  it('is accepted once, however often it is said', async () => {
    const { client, platform } = await start();
    const [uuid] = ids(await client.ask(question()));
    await Promise.all([1, 2, 3, 4].map(async () => client.accept(uuid!)));
    expect(platform.started).toHaveLength(1);
  });

  it('of a set with an accepted one cannot be accepted any more', async () => {
    const { client } = await start();
    const [first, second] = ids(await client.ask(question()));
    const outcomes = await Promise.allSettled([client.accept(first!), client.accept(second!)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(client.accept(second!)).rejects.toThrow(/REJECTED/);
  });

  it('expires, says so, and gives its capacity back', async () => {
    const { client } = await start({ cores: 1, memory: 1 }, { lifetime: 150 });
    const [uuid] = ids(await client.ask(question()));
    expect((await client.ask(question())).result).toBe('NO');
    await sleep(200);
    await expect(client.accept(uuid!)).rejects.toThrow(/EXPIRED.*Ask again/);
    const session = await client.session(uuid!);
    expect(session.phase).toBe('EXPIRED');
    expect(session.expires).toBeUndefined();
    expect((await client.ask(question())).result).toBe('YES');
  });

  it('expires by itself, without anybody looking', async () => {
    const { client } = await start(undefined, { lifetime: 150 });
    const [uuid] = ids(await client.ask(question()));
    const events: SessionEvent[] = [];
    for await (const event of client.followSession(uuid!)) {
      events.push(event);
    }
    expect(events.map(({ phase }) => phase)).toEqual(['OFFERED', 'EXPIRED']);
  });

  it('can be rejected, and then gives its capacity back', async () => {
    const { client } = await start({ cores: 1, memory: 1 });
    const set = await client.ask(question());
    await Promise.all(ids(set).map(async uuid => client.reject(uuid)));
    expect((await client.ask(question())).result).toBe('YES');
  });

  it('is withdrawn where the same question is asked again', async () => {
    const { client } = await start({ cores: 1, memory: 1 });
    const again = question(1, { question: 'panel:a.ipynb' });
    const [uuid] = ids(await client.ask(again));
    const second = await client.ask(again);
    expect(second.result).toBe('YES');
    expect((await client.session(uuid!)).phase).toBe('REJECTED');
    await client.accept(ids(second)[0]!);
    expect((await client.ask(again)).result).toBe('NO');
  });

  it('stays where an earlier round of the same question comes late', async () => {
    const { client } = await start({ cores: 1, memory: 1 });
    const round = (round: number) => question(1, { question: 'panel:a.ipynb', round });
    const [uuid] = ids(await client.ask(round(2)));
    const late = await client.ask(round(1));
    expect(late.result).toBe('NO');
    expect(late.answers).toMatchObject([
      {
        platform: 'Fake',
        state: 'SILENT',
        messages: [{ kind: 'urn:execution-broker:asked-again' }]
      }
    ]);
    expect((await client.session(uuid!)).phase).toBe('OFFERED');
    // Of another question, or without a round, nothing has come before.
    expect((await client.ask(question(1, { question: 'b', round: 1 }))).answers).toMatchObject([
      { state: 'NO' }
    ]);
    for (const again of [round(3), round(3), question(1, { question: 'panel:a.ipynb' })]) {
      expect((await client.ask(again)).result).toBe('YES');
    }
    expect((await client.session(uuid!)).phase).toBe('REJECTED');
  });
});

describe('capacity', () => {
  it('is never promised twice: of many who race for the last core one gets it', async () => {
    const { client } = await start({ cores: 1, memory: 100 });
    const sets = await Promise.all(Array.from({ length: 24 }, async () => client.ask(question(1))));
    expect(sets.filter(({ result }) => result === 'YES')).toHaveLength(1);
    const no = sets.find(({ result }) => result === 'NO')!;
    expect(reasons(no)).toMatch(/1 cores asked, 0 free/);
    expect(reasons(no)).toMatch(/free again by \d{4}-/);
  });

  it('holds against a race of asking, accepting, rejecting and cancelling', async () => {
    const { client } = await start({ cores: 3, memory: 100 });
    let most = 0;
    const held = new Set<string>();
    const worker = async (seed: number): Promise<void> => {
      for (let i = 0; i < 12; i++) {
        const set = await client.ask(question(1 + ((seed + i) % 2)));
        const [uuid, sibling] = ids(set);
        if (uuid) {
          const key = `${uuid}:${1 + ((seed + i) % 2)}`;
          held.add(key);
          const cores = [...held].reduce((sum, text) => sum + Number(text.split(':')[1]), 0);
          most = Math.max(most, cores);
          if (i % 3 === 0) {
            await client.accept(uuid);
            held.delete(key);
            await client.cancel(uuid);
          } else {
            // What is counted here must be gone before the broker gives it away.
            held.delete(key);
            await client.reject(uuid);
            await client.reject(sibling!);
          }
        }
      }
    };
    await Promise.all([1, 2, 3, 4, 5, 6].map(worker));
    expect(most).toBeLessThanOrEqual(3);
    expect((await client.ask(question(3))).result).toBe('YES');
  });

  it('is shared by two brokers on one store, and still not promised twice', async () => {
    const one = await start({ cores: 1, memory: 100 });
    const two = await startBroker({
      folder: one.folder,
      platforms: report => [new FakePlatform(report, 'Fake', { cores: 1, memory: 100 })]
    });
    const sets = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => (i % 2 ? one : two).client.ask(question()))
    );
    expect(sets.filter(({ result }) => result === 'YES')).toHaveLength(1);
  });
});

describe('asking several platforms', () => {
  const hanging = async (): Promise<undefined> => new Promise(() => undefined);

  it('shows each answer as it comes; one that hangs becomes silent', async () => {
    let release = (): void => undefined;
    const later = new Promise<undefined>(resolve => {
      release = () => resolve(undefined);
    });
    const { client } = await startBroker({
      patience: 400,
      platforms: report => [
        new FakePlatform(report, 'Quick'),
        new FakePlatform(report, 'Later', undefined, async () => later),
        new FakePlatform(report, 'Hanging', undefined, hanging),
        new FakePlatform(report, 'Broken', undefined, async () =>
          Promise.reject(new Error('no route to host'))
        )
      ]
    });
    const first = await client.ask(question(), { wait: 0.1 });
    expect(first.result).toBe('YES');
    expect(first.answers).toMatchObject([
      { platform: 'Quick', state: 'YES' },
      { platform: 'Later', state: 'ASKING' },
      { platform: 'Hanging', state: 'ASKING' },
      { platform: 'Broken', state: 'SILENT' }
    ]);
    release();
    const states: string[] = [];
    let last: OfferSetResponse | undefined;
    for await (const set of client.followOfferSet(first.meta!.uuid!)) {
      states.push(set.answers!.map(({ state }) => state).join(' '));
      last = set;
    }
    expect(states.at(-1)).toBe('YES YES SILENT SILENT');
    expect(last!.offers).toHaveLength(4);
    expect(reasons(last!)).toMatch(/Hanging gave no answer: nothing came for 0.4 s/);
    expect(reasons(last!)).toMatch(/Broken gave no answer: no route to host/);
  });

  it('is a NO where there are none', async () => {
    const { client } = await startBroker({ platforms: () => [] });
    const set = await client.ask(question());
    expect(set.result).toBe('NO');
    expect(reasons(set)).toMatch(/no platforms/);
  });

  it('rejects the offers of all the others when one is accepted', async () => {
    const { client } = await startBroker({
      platforms: report => [new FakePlatform(report, 'A'), new FakePlatform(report, 'B')]
    });
    const set = await client.ask(question());
    const [first, ...others] = ids(set);
    await client.accept(first!);
    const phases = await Promise.all(others.map(async uuid => (await client.session(uuid)).phase));
    expect(phases).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
  });
});

describe('a session', () => {
  it('logs each phase with a time and a message, and streams them from any place', async () => {
    const { client, platform } = await start();
    const [uuid] = ids(await client.ask(question()));
    await client.accept(uuid!);
    const events: SessionEvent[] = [];
    const following = (async () => {
      for await (const event of client.followSession(uuid!)) {
        events.push(event);
      }
    })();
    await until(async () => Promise.resolve(events.length === 2));
    await platform.report(uuid!, [{ step: 'prepare' }, { step: 'run' }]);
    await platform.report(uuid!, [{ progress: { cell: 1, cells: 2, done: 0 } }]);
    await platform.report(uuid!, [{ step: 'release' }, { step: 'complete' }]);
    await following;
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const event of events.filter(({ type }) => type === 'phase')) {
      expect(event.phase).toBeDefined();
      expect(Date.parse(event.time)).toBeGreaterThan(0);
      expect(messageText(event.message!).length).toBeGreaterThan(3);
    }
    const rest: number[] = [];
    for await (const { seq } of client.followSession(uuid!, { after: 5 })) {
      rest.push(seq);
    }
    expect(rest).toEqual([6, 7]);
  });

  it('does not take steps that came too late', async () => {
    const { client, platform } = await start();
    const [uuid] = ids(await client.ask(question()));
    await client.accept(uuid!);
    expect((await client.cancel(uuid!)).phase).toBe('CANCELLED');
    await platform.report(uuid!, [{ step: 'run' }, { step: 'complete' }]);
    expect((await client.session(uuid!)).phase).toBe('CANCELLED');
    expect(platform.cancelled).toEqual([uuid]);
  });

  it.each([
    [{ kind: 'uri:enum-value-update', path: 'phase', value: 'RUNNING' }, 400, /ACCEPTED, REJECTED/],
    [{ kind: 'uri:enum-value-update', path: 'name', value: 'x' }, 400, /Only the phase/],
    [{ kind: 'uri:other', path: 'phase', value: 'ACCEPTED' }, 400, /uri:other/],
    [{ path: 'phase', value: 'ACCEPTED' }, 400, /kind/],
    [{ kind: 'uri:enum-value-update', path: 'phase', value: 'CANCELLED' }, 409, /OFFERED/]
  ])('refuses the update %j', async (update, status, words) => {
    const { url, client } = await start();
    const [uuid] = ids(await client.ask(question()));
    const response = await fetch(`${url}/sessions/${uuid}`, {
      method: 'POST',
      body: Buffer.from(JSON.stringify(update))
    });
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(words);
  });

  it('is in the list from its acceptance on, newest first', async () => {
    const { client } = await start();
    const [one] = ids(await client.ask(question()));
    expect((await client.sessions()).sessions).toEqual([]);
    await client.accept(one!);
    await sleep(2);
    const [two] = ids(await client.ask(question()));
    await client.accept(two!);
    const { sessions } = await client.sessions();
    expect(sessions.map(({ meta }) => meta?.uuid)).toEqual([two, one]);
  });

  it('is taken up again by the next broker', async () => {
    const first = await start();
    const [uuid] = ids(await first.client.ask(question()));
    await first.client.accept(uuid!);
    await first.platform.report(uuid!, [{ step: 'prepare' }], 77);
    await first.app.close();
    let next: FakePlatform | undefined;
    await startBroker({
      folder: first.folder,
      platforms: report => [(next = new FakePlatform(report))]
    });
    expect(next!.started).toMatchObject([{ uuid, cursor: 77 }]);
  });
});
