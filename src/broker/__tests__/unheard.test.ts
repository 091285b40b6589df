import type { OfferSetResponse } from '../../model/offer-set';
import { messageText } from '../../model/template';
import { FakePlatform, question, startBroker, until, type TestBroker } from './test-broker';

const hanging = async (): Promise<undefined> => new Promise(() => undefined);

async function start(folder?: string): Promise<TestBroker> {
  return startBroker({
    ...(folder === undefined ? {} : { folder }),
    patience: 60_000,
    platforms: report => [
      new FakePlatform(report, 'Quick', { cores: 2, memory: 16 }),
      new FakePlatform(report, 'Hanging', undefined, hanging)
    ]
  });
}

const said = ({ result, answers }: OfferSetResponse): unknown => ({
  result,
  answers: answers?.map(({ platform, state, messages = [] }) =>
    [platform, state, ...messages.map(messageText)].join(' ')
  )
});

describe('who has not answered', () => {
  it('is silent in a question that was asked again, and its stream ends', async () => {
    const { client } = await start();
    const again = question(3, { question: 'panel:a.ipynb' });
    const first = await client.ask(again, { wait: 0.1 });
    const following = (async () => {
      let last: OfferSetResponse | undefined;
      for await (last of client.followOfferSet(first.meta!.uuid!)) {
        // to its end
      }
      return last!;
    })();
    const second = await client.ask(again, { wait: 0.1 });
    expect(said(await following)).toEqual({
      result: 'NO',
      answers: [
        'Quick NO 3 cores asked, 2 free',
        'Hanging SILENT It is asked no longer: the same question was asked again'
      ]
    });
    expect(second.answers).toMatchObject([{ state: 'NO' }, { state: 'ASKING' }]);
  });

  it('is heard where an earlier round of the question comes late', async () => {
    const slow: (() => void)[] = [];
    const { client } = await startBroker({
      platforms: report => [
        new FakePlatform(report, 'Slow', undefined, async () => {
          await new Promise<void>(answer => slow.push(answer));
          return undefined;
        })
      ]
    });
    const round = (round: number) => question(3, { question: 'panel:a.ipynb', round });
    const asking = await client.ask(round(2), { wait: 0.1 });
    expect(said(await client.ask(round(1)))).toEqual({
      result: 'NO',
      answers: ['Slow SILENT It is asked no longer: the same question was asked again']
    });
    expect(slow).toHaveLength(1);
    slow[0]!();
    await until(async () => (await client.offerSet(asking.meta!.uuid!)).result === 'YES');
  });

  it('is silent after the broker was started again, whatever others had offered', async () => {
    const { app, client, folder } = await start();
    const some = await client.ask(question(), { wait: 0.1 });
    const none = await client.ask(question(3), { wait: 0.1 });
    expect([some.result, none.result]).toEqual(['YES', undefined]);
    await app.close();
    const { client: anew } = await start(folder);
    const why = 'The broker was started again before there was an answer; ask again';
    expect(said(await anew.offerSet(some.meta!.uuid!))).toEqual({
      result: 'YES',
      answers: ['Quick YES', `Hanging SILENT ${why}`]
    });
    expect(said(await anew.offerSet(none.meta!.uuid!))).toEqual({
      result: 'NO',
      answers: [expect.stringContaining('Quick NO 3 cores asked'), `Hanging SILENT ${why}`]
    });
  });
});
