import '../../__tests__/streams';

import { nullTranslator } from '@jupyterlab/translation';

import { BrokerClient } from '../../../client/broker-client';
import { withGit } from '../../../description/git';
import { injectParameters } from '../../../description/inject-parameters';
import { givenValues } from '../../../description/parameters';
import { requirementsText, toRequest } from '../../../description/request';
import { describeImage } from '../../../description/programs/describe-image';
import { programMaterials, sentPaths } from '../../../description/programs/sent-paths';
import { stripOutputs } from '../../../description/strip-outputs';
import { FakeBroker, later, Refusal, settled } from '../../__tests__/fake-broker';
import { FakeNotebooks } from '../../__tests__/fake-notebooks';
import { answer, description, NOW, offer, session } from '../../__tests__/samples';
import { ExecutionBroker } from '../execution-broker';
import { Models } from '../models';
import { Preferences } from '../preferences';

function setUp() {
  const broker = new FakeBroker();
  const fresh = offer('a', { expires: new Date(Date.now() + 60_000).toISOString() });
  const old = offer('b', { expires: new Date(NOW - 60_000).toISOString() });
  broker.on('POST /requests', answer({ offers: [fresh, old] }));
  broker.on('GET /sessions', { sessions: [] });
  const notebooks = new FakeNotebooks();
  notebooks.current = notebooks.at('plot.ipynb');
  const confirmSecond = jest.fn(() => Promise.resolve(false));
  const load = jest.fn(() =>
    Promise.resolve(
      new Models({
        client: new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] }),
        stage: () => Promise.resolve({ files: [], errors: [] }),
        contents: {
          get: () => Promise.reject(new Error('404')),
          save: () => Promise.reject(new Error('403')),
          delete: () => Promise.reject(new Error('nothing is deleted')),
          driveName: () => '',
          localPath: path => path,
          getDownloadUrl: path => Promise.resolve(path)
        },
        way: {
          contents: () => {
            throw new Error('nothing is opened there');
          },
          page: () => '',
          download: () => Promise.reject(new Error('nothing is opened there'))
        },
        notebooks,
        preferences: new Preferences(),
        open: () => Promise.resolve(),
        edit: () => Promise.reject(new Error('none')),
        show: () => undefined,
        switchKernel: () => Promise.resolve(),
        confirmSecond,
        trans: nullTranslator.load(''),
        loadDescriber: () =>
          Promise.resolve({
            describe: () => Promise.resolve(description()),
            describeProgram: async () => Promise.reject(new Error('no program is asked about')),
            describeImage,
            programMaterials,
            sentPaths,
            toRequest,
            requirementsText,
            stripOutputs,
            injectParameters,
            givenValues,
            withGit,
            literals: () => Promise.resolve(() => undefined)
          })
      })
    )
  );
  const open = jest.fn(() => {
    // As the panel does when it comes into view.
    void door.models().then(models => {
      models.visible = true;
    });
  });
  const door: ExecutionBroker = new ExecutionBroker({ load, open });
  return { broker, confirmSecond, door, load, open, notebooks };
}

it('loads nothing and asks nothing before its first verb', async () => {
  const { broker, door, load } = setUp();
  expect([door.description, door.offers, door.sessions]).toEqual([undefined, [], []]);
  await settled();
  expect(load).not.toHaveBeenCalled();
  expect(broker.calls).toEqual([]);
});

it('opens the panel and asks once, and shows others what has come', async () => {
  const { broker, door, open } = setUp();
  const changed = new Set<string>();
  door.changed.connect((_, part) => changed.add(part));
  await door.ask();
  await settled();
  expect(open).toHaveBeenCalledTimes(1);
  expect(broker.to('POST /requests')).toHaveLength(1);
  expect(door.description?.name).toBe('plot.ipynb');
  expect(door.offers.map(({ meta }) => meta?.uuid)).toEqual(['a']);
  expect([...changed].sort()).toEqual(['description', 'offers', 'sessions']);
  door.dispose();
});

it('asks about a given notebook with given needs, whichever is in front', async () => {
  const { broker, door } = setUp();
  await door.ask('other.ipynb', { memory: 8 });
  await settled();
  const { needs } = await door.models();
  expect(needs.state.value).toMatchObject({ path: 'other.ipynb', edits: { memory: 8 } });
  expect(broker.to('POST /requests').map(({ body }) => body)).toEqual([
    expect.objectContaining({ compute: expect.objectContaining({ memory: { min: 8 } }) })
  ]);
  door.dispose();
});

it('turns an accepted offer into a session that is followed to its end', async () => {
  const { broker, door } = setUp();
  const ended: (string | undefined)[] = [];
  door.sessionEnded.connect((_, { phase }) => ended.push(phase));
  await door.ask();
  broker.on('POST /sessions/a', session('a', { phase: 'ACCEPTED' }));
  const slow = later();
  broker.on('GET /sessions', () => slow.promise);
  broker.on('GET /offersets/set', answer({ offers: [offer('a', { phase: 'ACCEPTED' })] }));
  await door.accept('a');
  expect(door.sessions.map(({ phase }) => phase)).toEqual(['ACCEPTED']);
  slow.resolve({ sessions: [session('a')] });
  await settled();
  expect(broker.to('POST /sessions/a')[0]?.body).toMatchObject({
    path: 'phase',
    value: 'ACCEPTED'
  });
  expect(door.sessions.map(({ phase }) => phase)).toEqual(['RUNNING']);
  broker.on('GET /sessions', { sessions: [session('a', { phase: 'COMPLETED' })] });
  const { sessions } = await door.models();
  await sessions.refresh();
  expect(ended).toEqual(['COMPLETED']);
  door.dispose();
});

it('says in which mode an offer is accepted', async () => {
  const { broker, door } = setUp();
  await door.ask();
  broker.on('POST /sessions/a', session('a', { phase: 'ACCEPTED' }));
  broker.on('GET /offersets/set', answer({ offers: [offer('a', { phase: 'ACCEPTED' })] }));
  await door.accept('a', 'interactive');
  expect(broker.to('POST /sessions/a')[0]?.body).toMatchObject({
    value: 'ACCEPTED',
    mode: 'interactive'
  });
  door.dispose();
});

it('asks again by itself where an offer is gone, and compares', async () => {
  const { broker, door } = setUp();
  await door.ask();
  broker.on('POST /sessions/a', new Refusal(409, 'No longer.'));
  await door.accept('a');
  await settled();
  const { offers } = await door.models();
  expect(broker.to('POST /requests')).toHaveLength(2);
  expect(offers.state.value).toMatchObject({ phase: 'answered', wanted: { reason: 'No longer.' } });
  expect(door.sessions).toEqual([]);
  door.dispose();
});

it('runs a notebook a second time only where that is meant', async () => {
  const { broker, confirmSecond, door } = setUp();
  const executable = {
    kind: 'n',
    meta: { name: 'plot.ipynb', description: 'plot.ipynb' }
  };
  broker.on('GET /sessions', { sessions: [session('running', { executable })] });
  broker.on('POST /sessions/a', session('a', { phase: 'ACCEPTED', executable }));
  await door.ask();
  await settled();
  await door.accept('a');
  expect(confirmSecond).toHaveBeenCalledWith('plot.ipynb');
  expect(broker.to('POST /sessions/a')).toEqual([]);
  confirmSecond.mockResolvedValue(true);
  await door.accept('a');
  expect(broker.to('POST /sessions/a')).toHaveLength(1);
  door.dispose();
});

it('lets go of everything', async () => {
  const { door, notebooks } = setUp();
  await door.ask();
  const models = await door.models();
  door.dispose();
  expect([models.isDisposed, notebooks.isDisposed]).toEqual([true, true]);
});
