import '../../__tests__/streams';

import { NotebookModel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';

import { BrokerClient } from '../../../client/broker-client';
import { JUPYTER_CONNECTOR } from '../../../model/kinds';
import { FakeBroker, Refusal } from '../../__tests__/fake-broker';
import { session } from '../../__tests__/samples';
import { SessionsModel } from '../../sessions/sessions-model';
import type { TrackedNotebooks } from '../../ask/tracked-notebooks';
import { addResultCommands } from '../result-commands';
import { resultsOf } from '../results';
import { resultWays } from '../ways';

const trans = nullTranslator.load('');
const result = { path: 'plot.ipynb', url: 'http://x/sessions/1/files/plot.ipynb' };
const cells = (text: string) => [
  {
    id: 'a',
    cell_type: 'code',
    source: '1',
    metadata: {},
    execution_count: 1,
    outputs: [{ output_type: 'stream', name: 'stdout', text }]
  }
];

function setUp(compare?: (original: string, result: string) => void) {
  const broker = new FakeBroker();
  const ended = session('1', { phase: 'COMPLETED', result });
  broker.on('GET /sessions', { sessions: [ended, session('2')] });
  broker.on('GET /sessions/1', ended);
  broker.on('GET /sessions/2', session('2'));
  broker.on('GET /sessions/1/files/plot.ipynb', { cells: cells('new') });
  broker.on('GET /sessions/1/provenance', {});
  const client = new BrokerClient({ baseUrl: '/base', fetch: broker.fetch, check: () => [] });
  const notebook = new NotebookModel();
  notebook.fromJSON({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: cells('old') });
  const edit = jest.fn(() => Promise.resolve(notebook.sharedModel));
  const switchKernel = jest.fn(() => Promise.resolve());
  const there = jest.fn(() => Promise.resolve('One file stayed here'));
  const contents = {
    get: () => Promise.reject(new Error('404')),
    save: (path: string): Promise<Contents.IModel> => Promise.resolve({ path } as Contents.IModel)
  };
  const model = new SessionsModel(
    client,
    resultsOf({
      ...{ client, compare, contents, edit, trans, switchKernel },
      open: () => Promise.resolve(),
      localPath: path => path.replace(/^RTC:/, ''),
      show: () => undefined,
      there
    })
  );
  disposables.push(model, notebook);
  return { broker, edit, model, notebook, switchKernel, there };
}

const disposables: { dispose(): void }[] = [];
afterEach(() => {
  disposables.splice(0).forEach(one => {
    one.dispose();
  });
});

it('replaces the outputs of the original, and says what was done', async () => {
  const { edit, model, notebook } = setUp();
  await model.use('replace', '1');
  expect(edit).toHaveBeenCalledWith('work/plot.ipynb');
  expect(notebook.sharedModel.cells[0]!.toJSON()).toMatchObject({ outputs: [{ text: 'new' }] });
  expect(model.state.value.remarks['1']).toMatch(
    /^1 cell has the outputs of this run now; 1 differ/
  );
});

it('says that there is nothing to replace with', async () => {
  const { edit, model } = setUp();
  await model.use('replace', '2');
  expect(model.state.value.remarks['2']).toContain('no executed notebook');
  expect(edit).not.toHaveBeenCalled();
});

it('gives the original a kernel in the session, by the name that the server gave it', async () => {
  const { broker, model, switchKernel } = setUp();
  broker.on('POST /kernels', { name: 'session-2' });
  await model.use('work', '2');
  expect(switchKernel).toHaveBeenCalledWith('work/plot.ipynb', 'session-2');
  expect(model.state.value.remarks['2']).toBeUndefined();
});

it('finds the session to work in by what is in it, not by its result', async () => {
  const { broker, model, switchKernel, there } = setUp();
  const connectors = [{ kind: JUPYTER_CONNECTOR, status: 'AVAILABLE' as const }];
  const live = session('3', { phase: 'AVAILABLE', connectors });
  broker.on('GET /sessions', { sessions: [session('1', { phase: 'COMPLETED', result }), live] });
  broker.on('GET /sessions/3', live);
  broker.on('POST /kernels', { name: 'session-3' });
  const commands = new CommandRegistry();
  addResultCommands(commands, null, model, trans);
  await model.refresh();
  await commands.execute('execution-broker:work-in-session');
  expect(switchKernel).toHaveBeenCalledWith('work/plot.ipynb', 'session-3');
  await commands.execute('execution-broker:open-there');
  expect(there).toHaveBeenCalledWith(live);
  expect(model.state.value.remarks['3']).toBe('One file stayed here');
});

it('says why there is no kernel in a session', async () => {
  const { broker, model, switchKernel } = setUp();
  broker.on('POST /kernels', new Refusal(409, 'The session ended: its time was up.'));
  await model.use('work', '2');
  expect(model.state.value.remarks['2']).toContain('its time was up');
  expect(switchKernel).not.toHaveBeenCalled();
});

it('compares the result, once it is here, with the original', async () => {
  const compare = jest.fn();
  const { model } = setUp(compare);
  await model.use('compare', '1');
  expect(compare).toHaveBeenCalledWith(
    'work/plot.ipynb',
    expect.stringMatching(/^work\/plot\.run-.*\.ipynb$/)
  );
});

it('adds commands about the newest session with a result, and none that nothing here can do', async () => {
  const { model, notebook } = setUp();
  const commands = new CommandRegistry();
  addResultCommands(commands, null, model, trans);
  expect(commands.hasCommand('execution-broker:bring-files')).toBe(true);
  expect(commands.hasCommand('execution-broker:compare-result')).toBe(false);
  const command = 'execution-broker:replace-original';
  expect(commands.isEnabled(command)).toBe(false);
  await model.refresh();
  expect(commands.isEnabled(command)).toBe(true);
  await commands.execute(command, { uuid: '1' });
  expect(notebook.sharedModel.cells[0]!.toJSON()).toMatchObject({ outputs: [{ text: 'new' }] });
  expect(await commands.describedBy(command)).toHaveProperty('args.properties.uuid');
});

it('can compare where nbdime is installed, on its page', () => {
  const commands = new CommandRegistry();
  const notebooks = {} as TrackedNotebooks;
  const kernelspecs = { refreshSpecs: () => Promise.resolve() };
  expect(resultWays(commands, notebooks, kernelspecs, '/').compare).toBeUndefined();
  commands.addCommand('nbdime:diff', { describedBy: {}, execute: () => undefined });
  const opened = jest.spyOn(window, 'open').mockReturnValue(null);
  resultWays(commands, notebooks, kernelspecs, '/user/x/').compare!('a b.ipynb', 'a.run-1.ipynb');
  expect(opened).toHaveBeenCalledWith(
    '/user/x/nbdime/difftool?base=a+b.ipynb&remote=a.run-1.ipynb',
    '_blank',
    'noopener'
  );
});
