import '../../__tests__/streams';

import { BrokerClient } from '../../../client/broker-client';
import { HistoryClient } from '../../../client/history-client';
import { checkDocument } from '../../../model/validate';
import { JUPYTER_NOTEBOOK, OFFER_SET, SIMPLE_COMPUTE } from '../../../model/kinds';
import type { ExecutionRequest } from '../../../model/request';
import { FakeBroker, later, Refusal, settled } from '../../__tests__/fake-broker';
import { NOW, offer } from '../../__tests__/samples';
import { HistoryModel } from '../history-model';
import { needsOf, NotThere, runAgainThere } from '../run-again';
import { run } from './samples';

const LIST = 'GET /sessions?fields=summary&limit=1000';
const one = (uuid: string) => `GET /sessions?fields=evidence&search=${uuid}&limit=1`;

function setUp() {
  const broker = new FakeBroker();
  const client = new BrokerClient({
    baseUrl: '/base',
    fetch: broker.fetch,
    check: checkDocument
  });
  const history = new HistoryClient(client.wire);
  const model = new HistoryModel(history);
  const uuids = () => model.state.value.runs.map(({ session }) => session);
  return { broker, client, history, model, uuids };
}

describe('The history', () => {
  it('comes page by page, the first at once', async () => {
    const { broker, model, uuids } = setUp();
    const second = later();
    broker.on(LIST, { runs: [run('a', 1), run('b', 2)], next: '5.b' });
    broker.on(`${LIST}&cursor=5.b`, () => second.promise);
    const refreshed = model.refresh();
    await settled();
    expect(uuids()).toEqual(['a', 'b']);
    second.resolve({ runs: [run('c', 3)] });
    await refreshed;
    expect(uuids()).toEqual(['a', 'b', 'c']);
  });

  it('does not shrink for a moment when it is looked at again', async () => {
    const { broker, model, uuids } = setUp();
    broker.on(LIST, { runs: [run('a', 1)], next: '5.b' });
    broker.on(`${LIST}&cursor=5.b`, { runs: [run('b', 3)] });
    await model.refresh();
    const lengths: number[] = [];
    model.state.changed.connect(() => lengths.push(uuids().length));
    await model.refresh();
    expect(lengths).toEqual([2]);
  });

  it('shows what the last of two looks found', async () => {
    const { broker, model, uuids } = setUp();
    const slow = later();
    broker.on(LIST, () => slow.promise);
    const first = model.refresh();
    broker.on(LIST, { runs: [run('new', 1)] });
    await model.refresh();
    slow.resolve({ runs: [run('old', 1)] });
    await first;
    expect(uuids()).toEqual(['new']);
  });

  it('says why it could not be had, and keeps what it has', async () => {
    const { broker, model, uuids } = setUp();
    broker.on(LIST, { runs: [run('a', 1)] });
    await model.refresh();
    broker.on(LIST, new Refusal(500, 'The disk is full'));
    await model.refresh();
    expect(model.state.value.trouble?.message).toBe('The disk is full');
    expect(uuids()).toEqual(['a']);
  });
});

describe('The evidence for a notebook', () => {
  const ASKED = 'GET /sessions?fields=evidence&notebook=a%2Fb+c.ipynb&limit=20';

  it('is of the runs of it that have ended', async () => {
    const { broker, history } = setUp();
    const ended = run('a', 1, { ended: '2026-11-20T10:00:00Z' });
    broker.on(ASKED, { runs: [run('b', 0, { phase: 'RUNNING' }), ended] });
    expect(await history.evidence({ notebook: 'a/b c.ipynb' })).toEqual([ended]);
  });

  it('is nothing where the broker keeps no such list', async () => {
    const { broker, history } = setUp();
    broker.on(ASKED, { sessions: [] });
    expect(await history.evidence({ notebook: 'a/b c.ipynb' })).toEqual([]);
    broker.on(ASKED, new Refusal(404, 'There is none'));
    expect(await history.evidence({ notebook: 'a/b c.ipynb' })).toEqual([]);
  });
});

describe('Deleting', () => {
  it('takes away what is gone, keeps what is not, and says why', async () => {
    const { broker, model, uuids } = setUp();
    broker.on(LIST, { runs: ['a', 'b', 'c', 'd'].map(uuid => run(uuid, 1)) });
    await model.refresh();
    broker.on('DELETE /sessions/a', { messages: [] });
    broker.on('DELETE /sessions/b', new Refusal(409, 'It is RUNNING'));
    // Somebody else was faster.
    broker.on('DELETE /sessions/c', new Refusal(404, 'There is none'));
    broker.on(one('c'), { runs: [] });
    broker.on(one('b'), { runs: [run('b', 1)] });
    broker.on('DELETE /sessions/d', {
      messages: [{ level: 'INFO', message: 'Slurm keeps its own record' }]
    });
    const steps: unknown[] = [];
    model.state.changed.connect(() => steps.push(model.state.value.work?.done));
    await model.remove(['a', 'b', 'c', 'd']);
    expect(uuids()).toEqual(['b']);
    expect(model.state.value.remarks).toEqual({
      a: undefined,
      b: 'It is RUNNING',
      c: undefined,
      d: 'Slurm keeps its own record'
    });
    expect(steps).toEqual([0, 1, 2, 3, 4, undefined, undefined]);
    expect(model.state.value.work).toBeUndefined();
  });
});

describe('An export', () => {
  it('has each session with what was asked and where it comes from, in the order of the list', async () => {
    const { broker, model } = setUp();
    const provenance = {
      session: 'a',
      broker: 'us',
      version: '1',
      promised: {},
      phases: [],
      outcome: 'COMPLETED'
    };
    const request = { executable: { kind: JUPYTER_NOTEBOOK, meta: { name: 'plot.ipynb' } } };
    for (const uuid of ['a', 'b']) {
      broker.on(one(uuid), { runs: [run(uuid, 1)] });
      broker.on(`GET /sessions/${uuid}/request`, request);
    }
    broker.on('GET /sessions/a/provenance', provenance);
    broker.on('GET /sessions/b/provenance', new Refusal(500, 'Its platform is away'));
    const document: unknown = JSON.parse(await model.exported(['a', 'b'], NOW));
    expect(document).toEqual({
      kind: 'urn:execution-broker:history',
      exported: new Date(NOW).toISOString(),
      sessions: [
        { run: run('a', 1), request, provenance },
        // What is missing is said, not left out.
        { trouble: 'Its platform is away' }
      ]
    });
    expect(model.state.value.remarks.b).toBe('Its platform is away');
  });
});

describe('A run again', () => {
  const [SET, FIRST, SECOND] = [0, 1, 2].map(
    digit => `00000000-0000-4000-8000-00000000000${digit}`
  ) as [string, string, string];
  const request: ExecutionRequest = {
    executable: { kind: JUPYTER_NOTEBOOK },
    compute: { kind: SIMPLE_COMPUTE, cores: { min: 2 }, memory: { min: 8 } },
    schedule: {
      requested: { start: '2020-01-01T00:00:00Z/2020-01-02T00:00:00Z', duration: 'PT1H' }
    }
  };
  const words = (platform: string, reasons: string) => `${platform} does not: ${reasons}`;
  const earlier = run('old', 5, { platform: 'Slurm', mode: 'batch' });

  function offered(
    offers: ReturnType<typeof offer>[],
    answers: { platform: string; state: 'YES' | 'NO'; messages?: object[] }[]
  ) {
    const parts = setUp();
    const set = { kind: OFFER_SET, meta: { uuid: SET }, result: 'YES', offers, answers };
    parts.broker.on('GET /sessions/old/request', request);
    parts.broker.on('POST /requests', set);
    return parts;
  }

  it('takes the offer of the same platform, and asks from now on', async () => {
    const { broker, client, history } = offered(
      [offer(FIRST), offer(SECOND, { platform: 'Slurm' })],
      [{ platform: 'Slurm', state: 'YES' }]
    );
    broker.on(`POST /sessions/${SECOND}`, offer(SECOND, { platform: 'Slurm', phase: 'ACCEPTED' }));
    const session = await runAgainThere(earlier, { client, history, now: NOW }, words);
    expect(session.meta?.uuid).toBe(SECOND);
    const [asked] = broker.to('POST /requests');
    expect(asked?.body).toEqual({ ...request, schedule: { requested: { duration: 'PT1H' } } });
  });

  it('gives other offers back where that platform makes none, and says its reasons', async () => {
    const { broker, client, history } = offered(
      [offer(FIRST)],
      [
        { platform: `Platform ${FIRST}`, state: 'YES' },
        {
          platform: 'Slurm',
          state: 'NO',
          messages: [{ level: 'ERROR', message: '8 GiB asked, 4 free' }]
        }
      ]
    );
    broker.on(`POST /sessions/${FIRST}`, offer(FIRST, { phase: 'REJECTED' }));
    const again = runAgainThere(earlier, { client, history, now: NOW }, words);
    await expect(again).rejects.toThrow(NotThere);
    await expect(again).rejects.toThrow('Slurm does not: 8 GiB asked, 4 free');
    expect(broker.to(`POST /sessions/${FIRST}`)[0]?.body).toMatchObject({ value: 'REJECTED' });
  });

  it('asked anew begins with what was asked before', () => {
    expect(needsOf(request)).toEqual({ cores: 2, memory: 8, duration: 3600 });
    expect(needsOf({ executable: { kind: JUPYTER_NOTEBOOK } })).toEqual({});
  });
});
