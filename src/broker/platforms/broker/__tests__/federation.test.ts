import type { OfferSetResponse } from '../../../../model/offer-set';
import { messageText } from '../../../../model/template';
import { question, until } from '../../../__tests__/test-broker';
import { startAggregator } from './brokers';

const offers = (set: OfferSetResponse): { uuid: string; chain: string[] }[] =>
  (set.offers ?? []).map(({ meta, platform, below = [] }) => ({
    uuid: meta!.uuid!,
    chain: [platform!, ...below]
  }));

describe('brokers above brokers', () => {
  it('pass on offers over three levels, with the names of what lies below', async () => {
    const c = await startAggregator({ own: ['Cluster'] });
    const b = await startAggregator({ own: ['Desktop'], below: [{ name: 'C', url: c.url }] });
    const a = await startAggregator({ below: [{ name: 'B', url: b.url }] });
    const set = await a.client.ask(question());
    expect(set.result).toBe('YES');
    expect(new Set(offers(set).map(({ chain }) => chain.join(' > ')))).toEqual(
      new Set(['B > Desktop', 'B > C > Cluster'])
    );
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
});
