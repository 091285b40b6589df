import { FakePlatform, question, until } from '../../../__tests__/test-broker';
import { Problem, say } from '../../../problem';
import { platformAt, startAggregator } from './brokers';
import { json, session, startCrooked, text, yes } from './crooked-broker';

const asking = (signal: AbortSignal): Parameters<ReturnType<typeof platformAt>['ask']>[1] => ({
  signal,
  via: ['us'],
  soFar: async () => Promise.resolve()
});

describe('a question to another broker', () => {
  it('that is no longer wanted is aborted there', async () => {
    const stop = new AbortController();
    let gone: (() => void) | undefined;
    const closed = new Promise<void>(done => (gone = done));
    const there = await startCrooked({
      'POST /requests': response => {
        response.once('close', () => gone?.());
        stop.abort();
      }
    });
    await expect(platformAt(there.url).ask(question(), asking(stop.signal))).rejects.toThrow(
      /no longer wanted/
    );
    await closed;
  });

  it('gives back what was offered after it was given up', async () => {
    const stop = new AbortController();
    let reads = 0;
    const there = await startCrooked({
      'GET /offersets/{id}': (response, request) => {
        reads += 1;
        if (reads === 1) {
          stop.abort();
          return;
        }
        return json(yes(session()))(response, request);
      }
    });
    const platform = platformAt(there.url);
    await expect(platform.ask(question(), asking(stop.signal))).rejects.toThrow();
    await until(async () => Promise.resolve(there.phase === 'REJECTED'));
  });

  it('has passed us on its way, and waits as long as a busy broker says', async () => {
    const via: (string | undefined)[] = [];
    const there = await startCrooked({
      'POST /requests': (response, request) => {
        via.push(request.headers.via);
        return via.length === 1
          ? text('', 429, { 'Retry-After': '0' })(response, request)
          : json(yes(session()))(response, request);
      }
    });
    const answer = await platformAt(there.url).ask(question(), {
      ...asking(new AbortController().signal),
      via: ['them', 'us']
    });
    expect(answer).toMatchObject({ offers: [{}] });
    expect(via).toEqual(['1.1 them, 1.1 us', '1.1 them, 1.1 us']);
  });

  it('is signed, and signed anew after a 401', async () => {
    const us = await startAggregator({ own: ['Cluster'], token: 'right' });
    const asked: boolean[] = [];
    const platform = platformAt(us.url, {
      authorize: async again => {
        asked.push(again);
        return Promise.resolve({
          authorization: `Bearer ${asked.includes(true) ? 'right' : 'old'}`
        });
      }
    });
    const answer = await platform.ask(question(), asking(new AbortController().signal));
    expect('offers' in answer && answer.offers.length).toBeGreaterThan(0);
    expect(asked).toContain(true);
  });

  it('of eight at a time at most, however many are asked', async () => {
    let now = 0;
    let most = 0;
    const there = await startCrooked({
      'POST /requests': async (response, request) => {
        most = Math.max(most, (now += 1));
        await new Promise(setImmediate);
        now -= 1;
        return json(yes(session()))(response, request);
      }
    });
    const platform = platformAt(there.url);
    const { signal } = new AbortController();
    await Promise.all(
      Array.from({ length: 40 }, async () => platform.ask(question(), asking(signal)))
    );
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(1);
  });
});

describe('looking at a broker', () => {
  const { signal } = new AbortController();

  it('finds one of ours, and its form', async () => {
    const us = await startAggregator({ make: report => [new FakePlatform(report)] });
    expect(await platformAt(us.url).probe(signal)).toEqual({ state: 'answers', speaks: 'v1.0' });
  });

  it('finds that one must sign in, there or here', async () => {
    const there = await startCrooked({ 'POST /requests': text('', 401) });
    expect(await platformAt(there.url).probe(signal)).toMatchObject({ state: 'sign-in' });
    const here = platformAt(there.url, {
      authorize: async () =>
        Promise.reject(new Problem(401, [say('ERROR', 'x', 'Sign in at There first')]))
    });
    expect(await here.probe(signal)).toMatchObject({
      state: 'sign-in',
      messages: [{ message: 'Sign in at There first' }]
    });
  });

  it('finds none, or something else', async () => {
    expect(await platformAt('http://127.0.0.1:9').probe(signal)).toMatchObject({ state: 'silent' });
    const page = await startCrooked({ 'POST /requests': text('<html><title>Hi</title></html>') });
    expect(await platformAt(page.url).probe(signal)).toMatchObject({ state: 'rubbish' });
  });
});
