import '../../__tests__/streams';

import { BrokerClient } from '../../../client/broker-client';
import { withGit } from '../../../description/git';
import { injectParameters } from '../../../description/inject-parameters';
import { givenValues } from '../../../description/parameters';
import { toRequest, requirementsText } from '../../../description/request';
import { describeImage } from '../../../description/programs/describe-image';
import { programMaterials, sentPaths } from '../../../description/programs/sent-paths';
import { stripOutputs } from '../../../description/strip-outputs';
import { PYTHON_PROGRAM } from '../../../model/kinds';
import type { OfferSetResponse } from '../../../model/offer-set';
import type { RunEvidence } from '../../../model/run-evidence';
import type { ExecutionRequest } from '../../../model/request';
import { Events, FakeBroker, later, Refusal, settled } from '../../__tests__/fake-broker';
import { FakeNotebooks } from '../../__tests__/fake-notebooks';
import { answer, description, NOW, offer } from '../../__tests__/samples';
import { NeedsModel } from '../../needs/needs-model';
import { OffersModel } from '../../offers/offers-model';
import { AskFlow, type AskPreferences } from '../ask-flow';
import type { Describer } from '../describer';
import type { AskGit } from '../server-git';
import { serverStage } from '../staging';

const EARLIER: RunEvidence = {
  session: '1',
  phase: 'COMPLETED',
  platform: 'Here',
  accepted: '2026-11-20T10:00:00Z',
  peak: 2 ** 30,
  promised: {}
};

interface SetUp {
  preferences?: Partial<AskPreferences>;
  git?: AskGit;
  ready?: () => Promise<unknown>;
  /** What the description's code waits for. */
  fetched?: Promise<unknown>;
}

function setUp({ preferences = {}, git, ready, fetched }: SetUp = {}) {
  const broker = new FakeBroker();
  broker.on('POST /requests', answer());
  broker.on('POST /staging', {
    files: [{ path: 'work/data.csv', size: 3, sha256: 'ab', location: '/files/sha256/ab' }],
    errors: []
  });
  const client = new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] });
  const notebooks = new FakeNotebooks();
  const needs = new NeedsModel();
  const offers = new OffersModel(client, () => NOW);
  const describer: Describer = {
    describe: jest.fn(() => Promise.resolve(description())),
    describeProgram: jest.fn(() => Promise.resolve(description())),
    describeImage: jest.fn(describeImage),
    programMaterials,
    sentPaths,
    toRequest,
    requirementsText,
    stripOutputs,
    injectParameters,
    givenValues,
    withGit,
    literals: () => Promise.resolve(() => undefined)
  };
  const get = jest.fn((_path: string) => Promise.reject(new Error('no files')));
  const flow = new AskFlow({
    contents: {
      get,
      driveName: () => '',
      localPath: path => path
    },
    stage: serverStage('/base/staging', broker.fetch),
    ...(git ? { git } : {}),
    ...(ready ? { ready } : {}),
    notebooks,
    needs,
    offers,
    loadDescriber: async () => {
      await fetched;
      return describer;
    },
    earlierRuns: path => Promise.resolve(path.includes('before') ? [EARLIER] : []),
    preferences: () => ({
      askOnOpen: true,
      reaskPause: 20,
      duration: 60,
      memory: 2,
      ...preferences
    }),
    now: () => NOW
  });
  const asked = () => broker.to('POST /requests').map(({ body }) => body as ExecutionRequest);
  return { broker, notebooks, needs, offers, describer, flow, asked, get };
}

it('asks about an image by its name: nothing is read, and nothing is sent', async () => {
  const git = jest.fn(() => Promise.resolve(undefined));
  const { asked, broker, describer, flow } = setUp({ git });
  await flow.ask('docker://example.org/fit.py:1', { command: '--fast "a b"' });
  expect(asked()[0]?.executable).toMatchObject({
    image: { locations: ['example.org/fit.py:1'] },
    command: ['--fast', 'a b'],
    meta: { description: 'docker://example.org/fit.py:1' }
  });
  expect(describer.describe).not.toHaveBeenCalled();
  expect(git).not.toHaveBeenCalled();
  expect(broker.to('POST /staging')).toHaveLength(0);
});

it('asks the kernel and lists the folder while the code that describes is on its way', async () => {
  const code = later<undefined>();
  const { describer, flow, get, notebooks } = setUp({ fetched: code.promise });
  const kernel = jest.fn(() => Promise.resolve(undefined));
  notebooks.current = { ...notebooks.at('work/plot.ipynb'), kernel };
  const asking = flow.ask();
  await settled();
  expect(kernel).toHaveBeenCalledTimes(1);
  expect(get.mock.calls.map(([path]) => path)).toEqual(['work']);
  expect(describer.describe).not.toHaveBeenCalled();
  code.resolve(undefined);
  await asking;
  expect(describer.describe).toHaveBeenCalledTimes(1);
});

it('leaves out of the request what the reader leaves out', async () => {
  const { asked, broker, flow, needs } = setUp();
  await flow.ask('work/plot.ipynb');
  expect(asked()[0]?.data).toMatchObject([{ meta: { name: 'data.csv' } }]);
  await flow.askSo({ leftOut: ['data.csv'] });
  expect(asked()[1]?.data).toBeUndefined();
  expect(broker.to('POST /staging')).toHaveLength(1);
  needs.undo();
  await flow.askAgain();
  expect(asked().at(-1)?.data).toHaveLength(1);
});

describe('When the panel opens', () => {
  it('describes the notebook in front and asks once', async () => {
    const { describer, flow, notebooks, needs, offers, asked } = setUp();
    notebooks.current = notebooks.at('work/plot.ipynb');
    flow.visible = true;
    void flow.ask('work/plot.ipynb');
    await settled();
    expect(asked()).toHaveLength(1);
    expect(describer.describe).toHaveBeenCalledTimes(1);
    expect(needs.state.value.description?.name).toBe('plot.ipynb');
    expect(offers.state.value).toMatchObject({ phase: 'answered', stale: false });
  });

  it('is told what earlier runs of it took, where there were any', async () => {
    const { describer, flow } = setUp();
    await flow.ask('work/before.ipynb');
    await flow.ask('work/plot.ipynb');
    const inputs = jest.mocked(describer.describe).mock.calls.map(([input]) => input);
    expect(inputs[0]).toMatchObject({ path: 'work/before.ipynb', runs: [EARLIER] });
    expect(inputs[1]).not.toHaveProperty('runs');
    await flow.ask('work/before.py');
    const [program] = jest.mocked(describer.describeProgram).mock.calls[0] ?? [];
    expect(program).toEqual({ path: 'work/before.py', kind: PYTHON_PROGRAM, runs: [EARLIER] });
    await flow.ask('docker://x.org/before:1');
    expect(describer.describeImage).toHaveBeenLastCalledWith('x.org/before:1', [EARLIER]);
  });

  it('only describes it where the settings say so', async () => {
    const { flow, notebooks, needs, offers, asked } = setUp({ preferences: { askOnOpen: false } });
    notebooks.current = notebooks.at('work/plot.ipynb');
    flow.visible = true;
    await settled();
    expect(needs.state.value.description).toBeDefined();
    expect(asked()).toHaveLength(0);
    expect(offers.state.value.phase).toBe('idle');
  });

  it('asks nobody while it is hidden', async () => {
    const { notebooks, asked, describer } = setUp();
    notebooks.show('work/plot.ipynb');
    await settled();
    expect(asked()).toHaveLength(0);
    expect(describer.describe).not.toHaveBeenCalled();
  });

  it('says so where no notebook is open', async () => {
    const { flow, needs } = setUp();
    flow.visible = true;
    await settled();
    expect(needs.state.value.path).toBeUndefined();
  });
});

describe('A request', () => {
  it('carries the notebook inline, its files from the store, and the path it came from', async () => {
    const { flow, asked } = setUp();
    await flow.ask('work/plot.ipynb');
    const [request] = asked();
    expect(request).toMatchObject({
      executable: {
        meta: { name: 'plot.ipynb', description: 'work/plot.ipynb' },
        location: expect.stringMatching(/^data:application\/x-ipynb\+json;base64,/),
        requirements: { file: `data:text/plain;base64,${btoa('numpy>=1.26\n')}` }
      },
      data: [{ meta: { name: 'data.csv' }, location: '/files/sha256/ab', digest: 'sha256:ab' }]
    });
  });

  it('carries other values of parameters in the copy that it sends, and in no other', async () => {
    const { flow, asked, needs, notebooks } = setUp();
    const sent = (request: ExecutionRequest | undefined): unknown => {
      const { location = '' } = request?.executable as { location?: string };
      return JSON.parse(atob(location.split(',')[1] ?? ''));
    };
    await flow.ask('work/plot.ipynb');
    needs.edit({ parameters: { alpha: '0.5' } });
    await flow.askAgain();
    needs.edit({ parameters: undefined });
    await flow.askAgain();
    const [plain, changed, back] = asked().map(sent);
    expect(plain).toEqual(await notebooks.at('work/plot.ipynb').content());
    expect(changed).toMatchObject({ cells: [{ source: '# Parameters\nalpha = 0.5\n' }] });
    expect(back).toEqual(plain);
  });

  it('names files by commit where that is chosen, and sends them otherwise', async () => {
    const { flow, asked, broker, needs } = setUp({
      git: (folder, paths) =>
        Promise.resolve({
          remote: 'https://github.com/o/r',
          commit: 'a'.repeat(40),
          pushed: true,
          files: Object.fromEntries(
            paths.map(path => [
              path,
              { path: `${folder}/${path}`, size: 85_000, sha256: 'b'.repeat(64) }
            ])
          )
        })
    });
    await flow.ask('work/plot.ipynb');
    await settled();
    expect(needs.state.value.description?.saved?.url).toMatch(/githubusercontent.*plot\.ipynb$/);
    needs.edit({ byCommit: true });
    await flow.askAgain();
    const [sent, named] = asked();
    expect(sent?.data).toMatchObject([{ location: '/files/sha256/ab' }]);
    expect(named?.data).toEqual([
      expect.objectContaining({
        meta: { name: 'data.csv' },
        location: `https://raw.githubusercontent.com/o/r/${'a'.repeat(40)}/work/data.csv`,
        size: 85_000,
        digest: `sha256:${'b'.repeat(64)}`
      })
    ]);
    expect(named?.compute?.volumes).toMatchObject([{ path: 'data.csv', resource: 'data.csv' }]);
    expect(broker.to('POST /staging')).toHaveLength(1);
  });

  it('is made without git where git fails', async () => {
    const { flow, asked, needs } = setUp({ git: () => Promise.reject(new Error('500')) });
    needs.edit({ byCommit: true });
    await flow.ask('work/plot.ipynb');
    expect(asked()[0]?.data).toMatchObject([{ location: '/files/sha256/ab' }]);
  });

  it('stages the files once, however often it is asked again', async () => {
    const { flow, broker } = setUp();
    await flow.ask('work/plot.ipynb');
    await flow.askAgain();
    expect(broker.to('POST /staging')).toHaveLength(1);
    expect(broker.to('POST /staging')[0]?.body).toEqual({ paths: ['work/data.csv'] });
  });

  it('goes under the same name each time, so that the broker takes back older offers', async () => {
    const { flow, asked } = setUp();
    await flow.ask('work/plot.ipynb');
    await flow.ask('work/other.ipynb');
    const [first, second] = asked();
    expect(first?.question).toBeTruthy();
    expect(second?.question).toBe(first?.question);
    expect([first?.round, second?.round]).toEqual([1, 2]);
  });
});

it('is put once, to those who are known by then, while the list of brokers is on its way', async () => {
  const list = later();
  const { asked, flow } = setUp({ ready: async () => list.promise });
  const first = flow.ask('work/plot.ipynb');
  await settled();
  expect(asked()).toHaveLength(0);
  // The list has changed: they are all asked.
  const again = flow.askAgain();
  list.resolve(undefined);
  await Promise.all([first, again]);
  expect(asked()).toHaveLength(1);
});

it('is put all the same, where the list of brokers does not come', async () => {
  const { asked, flow } = setUp({ ready: async () => later().promise });
  const asking = flow.ask('work/plot.ipynb');
  await settled();
  jest.useFakeTimers();
  try {
    void flow.askAgain();
    await jest.advanceTimersByTimeAsync(2999);
    expect(asked()).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked()).toHaveLength(1);
  } finally {
    jest.useRealTimers();
    flow.dispose();
    void asking;
  }
});

describe('A new ask', () => {
  it('ends the one before it', async () => {
    const { broker, flow, offers, asked } = setUp();
    const slow = later();
    broker.on('POST /requests', () => slow.promise);
    void flow.ask('work/plot.ipynb');
    await settled();
    broker.on('POST /requests', answer({ offers: [offer('new')] }));
    await flow.ask('work/other.ipynb');
    slow.resolve(answer({ offers: [offer('old')] }));
    await settled();
    expect(broker.to('POST /requests')[0]?.signal?.aborted).toBe(true);
    expect(asked()).toHaveLength(2);
    expect(offers.state.value.answer?.offers?.map(({ meta }) => meta?.uuid)).toEqual(['new']);
  });

  it('keeps the old offers in view, but not in force, until new ones come', async () => {
    const { broker, flow, offers } = setUp();
    await flow.ask('work/plot.ipynb');
    const slow = later();
    broker.on('POST /requests', () => slow.promise);
    const again = flow.askAgain();
    await settled();
    expect(offers.state.value).toMatchObject({
      stale: true,
      answer: { offers: [{ meta: { uuid: 'a' } }] }
    });
    slow.resolve(answer({ offers: [offer('b')] }));
    await again;
    expect(offers.state.value).toMatchObject({
      stale: false,
      answer: { offers: [{ meta: { uuid: 'b' } }] }
    });
  });

  it('follows an answer that is not complete until it is', async () => {
    const { broker, flow, offers } = setUp();
    const asking = { platform: 'B', state: 'ASKING' as const };
    const first = answer({ answers: [{ platform: 'A', state: 'YES' }, asking] });
    const whole = answer({
      offers: [offer('a'), offer('b')],
      answers: [
        { platform: 'A', state: 'YES' },
        { platform: 'B', state: 'YES' }
      ]
    });
    const slow = later<OfferSetResponse>();
    broker.on('POST /requests', first);
    broker.on(
      'GET /offersets/set/events',
      new Events(
        (async function* () {
          yield first;
          yield await slow.promise;
        })()
      )
    );
    const done = flow.ask('work/plot.ipynb');
    await settled();
    expect(offers.state.value).toMatchObject({ phase: 'asking', stale: false });
    expect(offers.state.value.answer?.offers).toHaveLength(1);
    slow.resolve(whole);
    await done;
    expect(offers.state.value.phase).toBe('answered');
    expect(offers.state.value.answer?.offers).toHaveLength(2);
  });

  it('keeps the old offers in view while all platforms are still being asked', async () => {
    const { broker, flow, offers } = setUp();
    await flow.ask('work/plot.ipynb');
    const slow = later<OfferSetResponse>();
    const empty = { kind: 'offers', meta: { uuid: 'next' }, offers: [] };
    broker.on('POST /requests', empty);
    broker.on(
      'GET /offersets/next/events',
      new Events(
        (async function* () {
          yield empty;
          yield await slow.promise;
        })()
      )
    );
    const again = flow.askAgain();
    await settled();
    expect(offers.state.value).toMatchObject({ stale: true, answer: { meta: { uuid: 'set' } } });
    slow.resolve(answer({ offers: [offer('b')] }));
    await again;
    expect(offers.state.value).toMatchObject({ stale: false, phase: 'answered' });
  });

  it('shows why it failed, and keeps the old offers out of force', async () => {
    const { broker, flow, offers } = setUp();
    await flow.ask('work/plot.ipynb');
    broker.on('POST /requests', new Refusal(503, 'The broker cannot start: no Node'));
    await flow.askAgain();
    expect(offers.state.value).toMatchObject({
      phase: 'failed',
      stale: true,
      trouble: { message: 'The broker cannot start: no Node' }
    });
  });
});

describe('An edit', () => {
  it('asks again after a pause, once for several', async () => {
    const { flow, needs, asked } = setUp();
    await flow.ask('work/plot.ipynb');
    needs.edit({ memory: 8 });
    needs.edit({ cores: 2 });
    await settled();
    expect(asked()).toHaveLength(1);
    await new Promise(done => setTimeout(done, 60));
    await settled();
    expect(asked()).toHaveLength(2);
    expect(asked()[1]?.compute).toMatchObject({ memory: { min: 8 }, cores: { min: 2 } });
  });

  it('that a platform proposed asks at once', async () => {
    const { flow, asked } = setUp();
    await flow.ask('work/plot.ipynb');
    await flow.askSo({ memory: 1 });
    expect(asked()).toHaveLength(2);
    expect(asked()[1]?.compute?.memory).toEqual({ min: 1 });
  });

  it('can come with the question, and asks once', async () => {
    const { flow, needs, asked } = setUp();
    await flow.ask('work/plot.ipynb', { memory: 8 });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]?.compute?.memory).toEqual({ min: 8 });
    expect(needs.state.value.edits).toEqual({ memory: 8 });
  });

  it('stays with its notebook', async () => {
    const { flow, needs, asked } = setUp();
    await flow.ask('work/plot.ipynb');
    await flow.askSo({ memory: 1 });
    await flow.ask('work/other.ipynb');
    expect(needs.state.value.edits).toEqual({});
    expect(asked()[2]?.compute?.memory).toEqual({ min: 4 });
  });
});

describe('The panel', () => {
  it('follows the notebook in front, unless it is pinned', async () => {
    const { flow, notebooks, needs } = setUp();
    notebooks.show('work/plot.ipynb');
    flow.visible = true;
    await settled();
    flow.pin(true);
    notebooks.show('work/other.ipynb');
    await settled();
    expect(needs.state.value.path).toBe('work/plot.ipynb');
    flow.pin(false);
    await settled();
    expect(needs.state.value.path).toBe('work/other.ipynb');
  });

  it('stays with a notebook when its result comes to the front', async () => {
    const { flow, notebooks, needs, asked } = setUp();
    notebooks.show('work/plot.ipynb');
    flow.visible = true;
    await settled();
    notebooks.show('work/plot.run-20261124-100200.ipynb');
    await settled();
    expect(needs.state.value.path).toBe('work/plot.ipynb');
    expect(asked()).toHaveLength(1);
  });

  it('says that a notebook could not be read', async () => {
    const { flow, notebooks, needs, offers } = setUp();
    notebooks.at = path => ({ path, content: () => Promise.reject(new Error('no such file')) });
    await flow.ask('work/gone.ipynb');
    expect(needs.state.value.trouble?.message).toBe('no such file');
    expect(offers.state.value.phase).toBe('idle');
  });
});
