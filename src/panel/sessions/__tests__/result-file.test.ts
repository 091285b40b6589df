import '../../__tests__/streams';

import { nullTranslator } from '@jupyterlab/translation';
import type { Contents } from '@jupyterlab/services';

import { BrokerClient } from '../../../client/broker-client';
import { formatInstant } from '../../../model/time';
import { FakeBroker } from '../../__tests__/fake-broker';
import { NOW, session } from '../../__tests__/samples';
import { stamp } from '../../../model/amount-text';
import { ResultFile, resultPath } from '../result-file';

const NOTEBOOK = { nbformat: 4, cells: [], metadata: { kernelspec: { name: 'python3' } } };
const PROVENANCE = { session: '1', outcome: 'FAILED', cells: { cell: 2, cells: 3, done: 1 } };
const result = { path: 'plot.ipynb', url: 'http://x/execution-broker/sessions/1/files/plot.ipynb' };

/** Files of a server, by path: when each was written. Leaves out: content, checkpoints, folders. */
class FakeContents {
  readonly saved: string[] = [];
  last: Partial<Contents.IModel> = {};
  constructor(
    private readonly _files: Record<string, number> = {},
    private readonly _readOnly: string[] = []
  ) {}

  get(path: string): Promise<Contents.IModel> {
    const written = this._files[path];
    return written === undefined
      ? Promise.reject(new Error('404'))
      : Promise.resolve({ last_modified: formatInstant(written) } as Contents.IModel);
  }

  save(path: string, model: Partial<Contents.IModel>): Promise<Contents.IModel> {
    if (this._readOnly.some(folder => path.startsWith(folder))) {
      return Promise.reject(new Error('403'));
    }
    this.saved.push(path);
    this.last = model;
    return Promise.resolve({ path } as Contents.IModel);
  }
}

function setUp(contents: FakeContents) {
  const broker = new FakeBroker();
  broker.on('GET /sessions/1/files/plot.ipynb', NOTEBOOK);
  broker.on('GET /sessions/1/provenance', PROVENANCE);
  const client = new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] });
  const opened: string[] = [];
  const file = new ResultFile({
    client,
    contents,
    open: path => {
      opened.push(path);
      return Promise.resolve();
    },
    trans: nullTranslator.load('')
  });
  return { file, opened };
}

const named = `plot.run-${stamp(NOW)}.ipynb`;

it('names the result after the notebook and the time of the session, in local time', () => {
  expect(resultPath(session('1'))).toBe(`work/${named}`);
  expect(named).toMatch(/^plot\.run-20261124-\d{6}\.ipynb$/);
});

it('saves the executed notebook beside the original, and opens it', async () => {
  const contents = new FakeContents();
  const { file, opened } = setUp(contents);
  expect(await file.open(session('1', { phase: 'COMPLETED', result }))).toBeUndefined();
  expect(contents.saved).toEqual([`work/${named}`]);
  expect(opened).toEqual([`work/${named}`]);
});

it('writes where it comes from into the metadata of what it saves, also of a part', async () => {
  const contents = new FakeContents();
  const { file } = setUp(contents);
  await file.open(session('1', { phase: 'FAILED', result }));
  expect(contents.last.content).toEqual({
    ...NOTEBOOK,
    metadata: { ...NOTEBOOK.metadata, execution_broker: PROVENANCE }
  });
});

it('does not overwrite what was written after the end of the session', async () => {
  const contents = new FakeContents({ [`work/${named}`]: NOW + 60_000 });
  const { file, opened } = setUp(contents);
  await file.open(session('1', { phase: 'COMPLETED', result }));
  expect(contents.saved).toEqual([]);
  expect(opened).toEqual([`work/${named}`]);
});

it('replaces what was opened while the session still ran', async () => {
  const contents = new FakeContents({ [`work/${named}`]: NOW + 10_000 });
  const { file } = setUp(contents);
  await file.open(session('1', { phase: 'COMPLETED', result }));
  expect(contents.saved).toEqual([`work/${named}`]);
});

it('brings a running session up to date each time', async () => {
  const contents = new FakeContents({ [`work/${named}`]: NOW + 60_000 });
  const { file } = setUp(contents);
  await file.open(session('1', { result }));
  expect(contents.saved).toEqual([`work/${named}`]);
});

it('saves at the root where the folder cannot be written to, and says so', async () => {
  const contents = new FakeContents({}, ['work/']);
  const { file, opened } = setUp(contents);
  const remark = await file.open(session('1', { phase: 'COMPLETED', result }));
  expect(opened).toEqual([named]);
  expect(remark).toContain(named);
});

it('says that there is nothing to open yet', async () => {
  const { file } = setUp(new FakeContents());
  await expect(file.open(session('1'))).rejects.toThrow('no executed notebook yet');
});
