import type { OfferSetResponse } from '../../model/offer-set';
import { withNews } from '../../model/offer-set-news';
import type { Answer, ForeignOffer } from '../platforms/platform';
import { FakePlatform, question, startBroker, until } from './test-broker';

const SCHEDULED =
  'https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/session/scheduled-execution-session.yaml';

const foreign = (count: number): Answer => ({
  offers: Array.from({ length: count }, (_, i): ForeignOffer => ({
    key: `there-${i}`,
    document: { kind: SCHEDULED, meta: { name: `offer ${i}` }, compute: { kind: 'uri:any' } }
  }))
});

const uuids = ({ offers = [] }: OfferSetResponse): string[] =>
  offers.map(({ meta }) => meta!.uuid!);

/** A broker with one platform that has answered, and one that answers when it is let. */
async function start(count: number): Promise<{
  parts: OfferSetResponse[];
  set: OfferSetResponse;
  /** Over when the events are. */
  events: Promise<void>;
  follow: () => Promise<OfferSetResponse[]>;
  whole: () => Promise<OfferSetResponse>;
  accept: (uuid: string) => Promise<unknown>;
  release: () => void;
}> {
  let release = (): void => undefined;
  const late = new Promise<Answer>(resolve => {
    release = () => resolve(foreign(count));
  });
  const { client } = await startBroker({
    platforms: report => [
      new FakePlatform(report, 'Early'),
      new FakePlatform(report, 'Late', undefined, async () => late)
    ]
  });
  const set = await client.ask(question(), { wait: 0.2 });
  const path = `/offersets/${set.meta!.uuid!}`;
  const follow = async (into: OfferSetResponse[] = []): Promise<OfferSetResponse[]> => {
    for await (const data of client.wire.events(`${path}/events`, {})) {
      into.push(client.wire.checked('OfferSetResponse', data, 200));
    }
    return into;
  };
  const parts: OfferSetResponse[] = [];
  const events = follow(parts).then(() => undefined);
  await until(async () => Promise.resolve(parts.length > 0));
  return {
    ...{ parts, set, events, release, follow },
    whole: async () => client.offerSet(set.meta!.uuid!),
    accept: async uuid => client.accept(uuid)
  };
}

describe('the events of an offer set', () => {
  it('tell each offer once, in parts that together are the set', async () => {
    const { parts, set, events, release, whole } = await start(1001);
    expect(uuids(parts[0]!)).toEqual(uuids(set));
    release();
    await events;
    const told = parts.flatMap(uuids);
    expect(new Set(told).size).toBe(told.length);
    expect(Math.max(...parts.map(part => uuids(part).length))).toBeLessThanOrEqual(250);
    // What has been answered is told after what was offered, and once.
    expect(parts.slice(1).flatMap(({ answers = [] }) => answers)).toEqual([
      { platform: 'Late', state: 'YES' }
    ]);
    expect(parts.at(-1)!.answers).toHaveLength(1);
    expect(parts.reduce(withNews)).toEqual(await whole());
  });

  it('tell a late reader who is heard, and what each said after all of its offers', async () => {
    const { events, release, follow, whole } = await start(1001);
    release();
    await events;
    const parts = await follow();
    expect(parts.length).toBeGreaterThan(4);
    expect(parts[0]!.answers).toEqual([
      { platform: 'Early', state: 'ASKING' },
      { platform: 'Late', state: 'ASKING' }
    ]);
    expect(parts.slice(1, -1).flatMap(({ answers = [] }) => answers)).toEqual([]);
    expect(parts.reduce(withNews)).toEqual(await whole());
  });

  it('tell of an offer again when it has changed', async () => {
    const { parts, set, events, release, whole, accept } = await start(1);
    const [first, second] = uuids(set);
    await accept(first!);
    await until(async () => Promise.resolve(parts.flatMap(uuids).length === 4));
    release();
    await events;
    const phases = Object.fromEntries(
      parts.reduce(withNews).offers!.map(({ meta, phase }) => [meta!.uuid!, phase])
    );
    expect(phases).toMatchObject({ [first!]: 'ACCEPTED', [second!]: 'REJECTED' });
    expect(parts.reduce(withNews)).toEqual(await whole());
  });
});
