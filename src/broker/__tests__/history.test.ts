import { DOCKER_CONTAINER, PYTHON_PROGRAM } from '../../model/kinds';
import type { Documents } from '../../model/schemas';
import { RunList, type RunEvidence } from '../../model/run-evidence';
import { formatInstant } from '../../model/time';
import { check } from '../../model/validate';
import type { Report } from '../platforms/platform';
import { openStore } from '../store/store';
import { FakePlatform, question, startBroker, type TestBroker } from './test-broker';

/** A broker with two platforms, and how they report. */
async function historical(): Promise<TestBroker & { report: Report }> {
  let report: Report | undefined;
  const broker = await startBroker({
    platforms: given => {
      report = given;
      return [new FakePlatform(given, 'Here'), new FakePlatform(given, 'There')];
    }
  });
  return { ...broker, report: report! };
}

async function list(
  { url }: TestBroker,
  query: Record<string, string> = {}
): Promise<Documents['RunList']> {
  const asked = new URLSearchParams({ fields: 'summary', ...query });
  const response = await fetch(`${url}/sessions?${asked.toString()}`, {
    headers: { Accept: 'application/json' }
  });
  expect(response.status).toBe(200);
  const document = (await response.json()) as RunList;
  expect(check(RunList, document)).toEqual([]);
  return document;
}

/** Accepts an offer of a platform for a notebook; gives the session's uuid. */
async function accept(
  { client }: TestBroker,
  name: string,
  platform = 'Here',
  content = '{}'
): Promise<string> {
  const { offers = [] } = await client.ask(
    question(1, {
      question: `panel:${name}`,
      round: 2,
      executable: {
        kind: question().executable.kind,
        meta: { name, description: `work/${name}` },
        location: `data:application/x-ipynb+json,${content}`
      }
    })
  );
  const uuid = offers.find(offer => offer.platform === platform)!.meta!.uuid!;
  await client.accept(uuid);
  return uuid;
}

/** Runs a session from 10:00:00 on for some seconds, cell by cell. */
async function run(
  broker: TestBroker & { report: Report },
  uuid: string,
  { cells = [1], ending = 'complete' }: { cells?: number[]; ending?: 'complete' | 'fail' } = {}
): Promise<void> {
  const start = Date.parse('2026-11-20T10:00:00.000Z');
  const after = (seconds: number) => formatInstant(start + seconds * 1000);
  const total = cells.reduce((sum, seconds) => sum + seconds, 0);
  await broker.report(uuid, [
    { step: 'prepare', time: after(-60), built: 42.5 },
    { step: 'run', time: after(0), result: 'a.ipynb' },
    ...cells.map((seconds, i) => ({
      progress: { cell: i + 1, cells: cells.length, done: i + 1, index: 2 * i, seconds }
    })),
    { usage: { memory: 1, peak: 5 * 2 ** 30, cpu: 2 * total } },
    {
      step: ending,
      time: after(total),
      message: {
        kind: `urn:execution-broker:${ending === 'fail' ? 'cell-failed' : 'done'}`,
        level: 'INFO',
        message: `It was ${ending}`
      }
    }
  ]);
}

const sessions = ({ runs }: { runs: RunEvidence[] }) => runs.map(({ session }) => session);

describe('the history', () => {
  it('says of a run what it took, and what it was promised', async () => {
    const broker = await historical();
    const uuid = await accept(broker, 'plot.ipynb');
    await run(broker, uuid, { cells: [1.5, 3.5] });
    const { runs, next } = await list(broker, { fields: 'evidence' });
    expect(next).toBeUndefined();
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      session: uuid,
      phase: 'COMPLETED',
      platform: 'Here',
      mode: 'batch',
      name: 'plot.ipynb',
      notebook: 'work/plot.ipynb',
      // printf '{}' | sha256sum
      sha256: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      began: '2026-11-20T10:00:00.000Z',
      ended: '2026-11-20T10:00:05.000Z',
      seconds: 5,
      peak: 5 * 2 ** 30,
      cpu: 10,
      busy: 2,
      built: 42.5,
      promised: { cores: 1, memory: 1, seconds: 60, costs: [{ min: 0, max: 0 }] },
      reason: 'done',
      message: 'It was complete',
      result: true,
      cells: [
        { index: 0, seconds: 1.5 },
        { index: 2, seconds: 3.5 }
      ]
    });
    expect((await list(broker)).runs[0]).not.toHaveProperty('cells');
  });

  it.each([
    [
      'work/fit.py',
      { kind: PYTHON_PROGRAM, meta: { name: 'fit.py' }, location: 'https://x.org/p' }
    ],
    ['fit.py', { kind: PYTHON_PROGRAM, meta: { name: 'fit.py' }, location: 'https://x.org/p' }],
    [
      'docker://x.org/fit:1',
      {
        kind: DOCKER_CONTAINER,
        meta: { name: 'x.org/fit:1' },
        image: { locations: ['x.org/fit:1'] }
      }
    ]
  ])('knows what ran by its path: %s', async (description, { meta, ...executable }) => {
    const broker = await historical();
    const accepted = async (prose: string): Promise<string> => {
      const { client } = broker;
      const asked = { ...executable, meta: { ...meta, description: prose } };
      const { offers = [] } = await client.ask(question(1, { executable: asked }));
      const uuid = offers[0]!.meta!.uuid!;
      await client.accept(uuid);
      return uuid;
    };
    const uuid = await accepted(description);
    await accepted('It fits a curve');
    expect(sessions(await list(broker, { notebook: description }))).toEqual([uuid]);
    const told = (await list(broker)).runs.map(({ notebook }) => notebook);
    expect(told).toEqual([undefined, description]);
  });

  it('says nothing of what is not known', async () => {
    const broker = await historical();
    await accept(broker, 'plot.ipynb');
    const [evidence] = (await list(broker, { fields: 'evidence' })).runs;
    expect(evidence).toMatchObject({ phase: 'ACCEPTED' });
    for (const name of ['began', 'ended', 'seconds', 'peak', 'cpu', 'busy', 'built', 'cells']) {
      expect(evidence).not.toHaveProperty(name);
    }
  });

  it('finds sessions by phase, platform, notebook, content, words and time', async () => {
    const broker = await historical();
    const [first, second, third] = [
      await accept(broker, 'red_1.ipynb', 'Here'),
      await accept(broker, 'red-1.ipynb', 'There', '{"a":1}'),
      await accept(broker, '100%.ipynb', 'There')
    ];
    await run(broker, first);
    await run(broker, second, { ending: 'fail' });
    const found = async (query: Record<string, string>) => sessions(await list(broker, query));
    expect(await found({})).toEqual([third, second, first]);
    expect(await found({ phase: 'FAILED,COMPLETED' })).toEqual([second, first]);
    expect(await found({ platform: 'There' })).toEqual([third, second]);
    expect(await found({ notebook: 'work/red-1.ipynb' })).toEqual([second]);
    expect(await found({ search: 'RED' })).toEqual([second, first]);
    // What stands for other letters elsewhere stands for itself.
    expect(await found({ search: 'red_' })).toEqual([first]);
    expect(await found({ search: '0%' })).toEqual([third]);
    expect(await found({ search: 'red there' })).toEqual([second]);
    expect(await found({ search: third.slice(0, 8) })).toEqual([third]);
    const { sha256 = '', accepted } = (await list(broker)).runs[1]!;
    expect(await found({ sha256 })).toEqual([second]);
    expect(await found({ since: accepted })).toEqual(expect.arrayContaining([third, second]));
    expect(await found({ before: '2020-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await found({ since: '2100-01-01T00:00:00.000Z' })).toEqual([]);
    // The whole documents are chosen in the same way.
    const all = await fetch(`${broker.url}/sessions?platform=There`, {
      headers: { Accept: 'application/json' }
    });
    const whole = (await all.json()) as Documents['SessionList'];
    expect(whole.sessions.map(({ meta }) => meta?.uuid)).toEqual([third, second]);
  });

  it('shows each session once, page by page, while new ones come', async () => {
    const broker = await historical();
    const before: string[] = [];
    for (let i = 0; i < 4; i++) {
      before.push(await accept(broker, `${i}.ipynb`, i % 2 ? 'Here' : 'There'));
      await run(broker, before[i]!);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: RunList = await list(broker, { limit: '2', ...(cursor ? { cursor } : {}) });
      seen.push(...sessions(page));
      cursor = page.next;
      await run(broker, await accept(broker, 'new.ipynb'));
    } while (cursor !== undefined);
    expect(seen).toEqual(before.toReversed());
  });

  it('says which parameter was wrong, and what it can be', async () => {
    const { url } = await historical();
    const said = async (query: string) => {
      const response = await fetch(`${url}/sessions?${query}`, {
        headers: { Accept: 'application/json' }
      });
      return [response.status, ((await response.json()) as { message: string }).message];
    };
    expect(await said('phase=DONE')).toEqual([
      400,
      'The parameter phase must be a phase, as COMPLETED; found DONE'
    ]);
    expect(await said('limit=1001')).toEqual([
      400,
      'The parameter limit must be a whole number from 1 to 1000; found 1001'
    ]);
    expect(await said('fields=evidence&limit=51')).toEqual([
      400,
      'The parameter limit must be a whole number from 1 to 50; found 51'
    ]);
    for (const query of ['fields=none', 'since=yesterday', 'cursor=1;DROP', 'limit=0']) {
      expect((await said(query))[0]).toBe(400);
    }
  });

  it('tells what was asked for a session, so that it can be asked again', async () => {
    const broker = await historical();
    const uuid = await accept(broker, 'plot.ipynb', 'Here', '{"a":1}');
    const request = await broker.client.wire.document(
      'ExecutionRequest',
      `/sessions/${uuid}/request`,
      {}
    );
    expect(request.executable).toMatchObject({ meta: { name: 'plot.ipynb' } });
    expect(request).not.toHaveProperty('question');
    expect(request).not.toHaveProperty('round');
    const { location } = request.executable as { location: string };
    expect(location).toMatch(/^http.*\/files\/sha256\/[0-9a-f]{64}$/);
    expect(await (await fetch(location)).text()).toBe('{"a":1}');
    const again = await broker.client.ask(request);
    await broker.client.accept(again.offers![0]!.meta!.uuid!);
    const [newest, old] = (await list(broker)).runs;
    expect(newest!.sha256).toBe(old!.sha256);
  });

  it('of a broker that knew no history holds all that was accepted', async () => {
    const broker = await historical();
    const uuid = await accept(broker, 'plot.ipynb');
    await run(broker, uuid, { cells: [7] });
    const [before] = (await list(broker)).runs;
    await broker.app.close();
    const store = openStore(broker.folder);
    // What the database was before: without its last migration, whatever that made.
    const { sql } = await import('kysely');
    await sql`DROP TABLE runs`.execute(store.db);
    await sql`DROP TABLE discards`.execute(store.db);
    await sql`DROP INDEX sessions_by_accepted`.execute(store.db);
    await sql`DROP INDEX offer_sets_by_created`.execute(store.db);
    await sql`PRAGMA user_version = 6`.execute(store.db);
    await store.close();
    const again = await startBroker({
      folder: broker.folder,
      platforms: report => [new FakePlatform(report, 'Here')]
    });
    const [after] = (await list(again)).runs;
    // How long the environment took was written down nowhere.
    const { built: _, ...rest } = before!;
    expect(rest).toMatchObject({ seconds: 7, ended: '2026-11-20T10:00:07.000Z' });
    expect(after).toEqual(rest);
  });
});
