import { createHash } from 'node:crypto';

import { SIMPLE_DATA } from '../../../../model/kinds';
import type { OfferSetResponse } from '../../../../model/offer-set';
import type { ExecutionRequest } from '../../../../model/request';
import { WIRE_FORMS } from '../../../../model/wire-form';
import { messageText } from '../../../../model/template';
import { FakePlatform, question, until } from '../../../__tests__/test-broker';
import type { Asking } from '../../platform';
import type { BrokerPlatform } from '../broker-platform';
import { platformAt, startAggregator } from './brokers';

const offers = (set: OfferSetResponse): { uuid: string; chain: string[] }[] =>
  (set.offers ?? []).map(({ meta, platform, below = [] }) => ({
    uuid: meta!.uuid!,
    chain: [platform!, ...below]
  }));

const chains = (set: OfferSetResponse): string[] =>
  [...new Set(offers(set).map(({ chain }) => chain.join(' > ')))].sort();

describe('brokers above brokers', () => {
  it('pass on offers over three levels, with the names of what lies below', async () => {
    const c = await startAggregator({ own: ['Cluster'] });
    const b = await startAggregator({ own: ['Desktop'], below: [{ name: 'C', url: c.url }] });
    const a = await startAggregator({ below: [{ name: 'B', url: b.url }] });
    const set = await a.client.ask(question());
    expect(set.result).toBe('YES');
    expect(chains(set)).toEqual(['B > C > Cluster', 'B > Desktop']);
  });

  it('accept, follow and cancel where the session runs', async () => {
    const c = await startAggregator({ own: ['Cluster'] });
    const b = await startAggregator({ below: [{ name: 'C', url: c.url }] });
    const a = await startAggregator({ below: [{ name: 'B', url: b.url }] });
    const [first, second] = offers(await a.client.ask(question()));
    await a.client.accept(first!.uuid);
    const [cluster] = c.own;
    expect(cluster!.started).toHaveLength(1);
    const there = cluster!.started[0]!.uuid;
    // The sibling was given back at the bottom, too.
    expect((await a.client.session(second!.uuid)).phase).toBe('REJECTED');
    await cluster!.report(there, [
      { step: 'prepare' },
      { step: 'run', message: { level: 'INFO', message: 'Here it runs' } },
      { progress: { cell: 1, cells: 2, done: 0 } }
    ]);
    const running = await until(async () => {
      const session = await a.client.session(first!.uuid);
      return session.progress && session;
    });
    expect(running.phase).toBe('RUNNING');
    expect((running.meta?.messages ?? []).map(messageText)).toContain('Here it runs');
    const cancelled = await a.client.cancel(first!.uuid);
    expect(cancelled.phase).toBe('CANCELLED');
    expect(cluster!.cancelled).toEqual([there]);
  });

  it('cut a loop, and still tell what else there is', async () => {
    // A knows B, and B knows A: one of them is known only once both are there.
    const b: { down?: BrokerPlatform } = {};
    const a = await startAggregator({
      own: ['Laptop'],
      make: report => [
        Object.assign(new FakePlatform(report, 'B'), {
          ask: async (request: ExecutionRequest, asking: Asking) => b.down!.ask(request, asking)
        })
      ]
    });
    const below = await startAggregator({ own: ['Desktop'], below: [{ name: 'A', url: a.url }] });
    b.down = platformAt(below.url, { name: 'B', identity: a.identity });
    const top = await startAggregator({ below: [{ name: 'B', url: below.url }] });
    expect(chains(await top.client.ask(question()))).toEqual(['B > A > Laptop', 'B > Desktop']);
    // Without the cut B would be asked again, by way of A, without end.
    const { answers } = await a.client.ask(question());
    expect(answers).toMatchObject([
      { platform: 'Laptop', state: 'YES' },
      { platform: 'B', state: 'YES' }
    ]);
  });

  it("over the same fourth one do not withdraw each other's offers", async () => {
    const d = await startAggregator({ own: ['Cluster'] });
    const [b, c] = await Promise.all(
      ['B', 'C'].map(async () => startAggregator({ below: [{ name: 'D', url: d.url }] }))
    );
    const a = await startAggregator({
      below: [
        { name: 'B', url: b!.url },
        { name: 'C', url: c!.url }
      ]
    });
    const ask = async (): Promise<OfferSetResponse> =>
      a.client.ask(question(1, { question: 'the same' }));
    const earlier = await ask();
    const set = await ask();
    expect(chains(set)).toEqual(['B > D > Cluster', 'C > D > Cluster']);
    // What was asked before is given back, all the way down: 4 cores there, 2 in these offers.
    expect((await a.client.session(offers(earlier)[0]!.uuid)).phase).toBe('REJECTED');
    for (const { uuid } of offers(set)) {
      expect((await a.client.session(uuid)).phase).toBe('OFFERED');
    }
    const last = offers(set).find(({ chain }) => chain[0] === 'C')!;
    expect((await a.client.accept(last.uuid)).phase).toBe('ACCEPTED');
  });

  it('do not name what lies below where that is hidden', async () => {
    const c = await startAggregator({ own: ['Secret cluster'] });
    const b = await startAggregator({ below: [{ name: 'C', url: c.url }] });
    const a = await startAggregator({ below: [{ name: 'B', url: b.url, hideBelow: true }] });
    const set = await a.client.ask(question());
    expect(chains(set)).toEqual(['B']);
    expect(JSON.stringify(set)).not.toMatch(/Secret|"C"/);
    expect(JSON.stringify(set)).not.toContain(c.url);
    const refused = await a.client.ask(question(64));
    expect(refused.result).toBe('NO');
    expect(JSON.stringify(refused)).not.toMatch(/Secret/);
    expect(JSON.stringify(refused)).toMatch(/64 cores asked/);
  });

  it('are asked only what their rule lets through', async () => {
    const c = await startAggregator({ own: ['Cluster'] });
    const a = await startAggregator({
      own: ['Laptop'],
      below: [{ name: 'C', url: c.url, only: { minCores: 2 } }]
    });
    const names = ({ answers = [] }: OfferSetResponse): string[] =>
      answers.map(({ platform }) => platform);
    expect(names(await a.client.ask(question(1)))).toEqual(['Laptop']);
    expect(names(await a.client.ask(question(2)))).toEqual(['Laptop', 'C']);
  });

  it('send the notebook along, and bring a file back', async () => {
    const c = await startAggregator({ own: ['Cluster'] });
    const a = await startAggregator({ below: [{ name: 'C', url: c.url }] });
    const large = Buffer.from('x'.repeat(100_000));
    const digest = createHash('sha256').update(large).digest('hex');
    await fetch(`${a.url}/files/sha256/${digest}`, { method: 'PUT', body: large });
    const set = await a.client.ask(
      question(1, {
        data: [
          { kind: SIMPLE_DATA, meta: { name: 'big.csv' }, location: `/files/sha256/${digest}` }
        ]
      })
    );
    const [offer] = set.offers!;
    // Under our own names: neither the other broker's URL nor what went inline.
    expect(offer!.executable).toMatchObject({
      location: expect.stringMatching(`^${a.url}/files/sha256/[0-9a-f]{64}$`)
    });
    expect(offer!.data).toMatchObject([{ location: `${a.url}/files/sha256/${digest}` }]);
    await a.client.accept(offer!.meta!.uuid!);
    const [started] = c.own[0]!.started;
    const { location } = started!.request.executable as { location: string };
    expect(await (await fetch(c.url + location)).text()).toBe('{}');
    expect((await fetch(`${c.url}/files/sha256/${digest}`)).status).toBe(200);
    // A FakePlatform has no files: the 404 comes from there.
    const gone = await fetch(`${a.url}/sessions/${offer!.meta!.uuid!}/files/x`);
    expect(gone.status).toBe(404);
  });

  it.each(WIRE_FORMS)('understand each other in %s', async form => {
    const b = await startAggregator({ own: ['Desktop'] });
    const a = await startAggregator({ below: [{ name: 'B', url: b.url, form }] });
    const set = await a.client.ask(question());
    expect(set.answers).toMatchObject([{ platform: 'B', state: 'YES' }]);
    const [{ uuid } = { uuid: '' }] = offers(set);
    expect((await a.client.accept(uuid)).phase).toBe('ACCEPTED');
    const [desktop] = b.own;
    await desktop!.report(desktop!.started[0]!.uuid, [{ step: 'run' }]);
    await until(async () => (await a.client.session(uuid)).phase === 'RUNNING');
    expect((await a.client.cancel(uuid)).phase).toBe('CANCELLED');
  });
});
