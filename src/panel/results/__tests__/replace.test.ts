import { nullTranslator } from '@jupyterlab/translation';
import { isCodeCellModel } from '@jupyterlab/cells';
import { NotebookModel } from '@jupyterlab/notebook';

import { replacedText, replaceOutputs } from '../replace';

const cell = (id: string | undefined, source: string | string[], more: object = {}) => ({
  ...(id === undefined ? {} : { id }),
  cell_type: 'code' as const,
  source,
  metadata: {},
  execution_count: null as number | null,
  outputs: [] as object[],
  ...more
});
const said = (text: string | string[]) => ({ output_type: 'stream', name: 'stdout', text });
const ran = (text: string | string[], count = 1) => ({
  execution_count: count,
  outputs: [said(text)]
});

/** As Jupyter has read it from a file: nothing of that can be undone. */
function notebook(...cells: ReturnType<typeof cell>[]): NotebookModel {
  return filled(new NotebookModel(), cells);
}

function filled(model: NotebookModel, cells: object[]): NotebookModel {
  model.fromJSON({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells } as never);
  model.sharedModel.clearUndoHistory();
  models.push(model);
  return model;
}

const models: NotebookModel[] = [];
afterEach(() => {
  models.splice(0).forEach(model => {
    model.dispose();
  });
});

/** The texts of all outputs: the views' model and the shared one must agree. */
const texts = ({ cells }: NotebookModel) =>
  Array.from(cells, cell => {
    if (!isCodeCellModel(cell)) {
      return null;
    }
    const of = (outputs: ReturnType<typeof cell.sharedModel.getOutputs>) =>
      outputs.map(output => ('text' in output ? output.text : '?'));
    const shared = of(cell.sharedModel.getOutputs());
    expect(of(cell.outputs.toJSON())).toEqual(shared);
    return shared;
  });

it('puts outputs, counts and times where the sources agree, in one step that can be undone', () => {
  const model = notebook(
    cell('a', 'print(1)', ran('old', 7)),
    cell('b', 'x = 2\ny = 3', ran('kept', 8)),
    cell('c', 'changed since', ran('mine', 9))
  );
  const { sharedModel } = model;
  const execution = { 'shell.execute_reply': '2026-11-24T10:00:00Z' };
  const done = replaceOutputs(sharedModel, {
    cells: [
      { ...cell('a', 'print(1)', ran(['1', '2\n'])), metadata: { execution } },
      cell('b', ['x = 2\n', 'y = 3'], ran('kept', 2)),
      cell('c', 'as it ran', ran('theirs', 3))
    ]
  });
  expect(done).toEqual({ cells: 2, differ: 1, kept: [3] });
  expect(texts(model)).toEqual([['12\n'], ['kept'], ['mine']]);
  const first = () => sharedModel.cells[0]!.toJSON();
  expect(first()).toMatchObject({ id: 'a', execution_count: 1, metadata: { execution } });
  expect(model.dirty).toBe(true);
  sharedModel.undo();
  expect(texts(model)).toEqual([['old'], ['kept'], ['mine']]);
  expect(first()).toMatchObject({ id: 'a', execution_count: 7, metadata: {} });
  sharedModel.redo();
  expect(texts(model)[0]).toEqual(['12\n']);
});

it('can be undone where each cell has an undo of its own, as Jupyter has it by default', () => {
  const model = filled(new NotebookModel({ disableDocumentWideUndoRedo: true }), [
    cell('a', '1', ran('old')),
    cell('b', '2', ran('old'))
  ]);
  replaceOutputs(model.sharedModel, {
    cells: [cell('a', '1', ran('new')), cell('b', '2', ran('new'))]
  });
  expect(texts(model)).toEqual([['new'], ['new']]);
  model.sharedModel.undo();
  expect(texts(model)).toEqual([['old'], ['old']]);
});

it('finds cells by their sources where a notebook has no ids, each once and in their order', () => {
  const model = notebook(cell('a', 'same'), cell('b', 'other'), cell('c', 'same'));
  const done = replaceOutputs(model.sharedModel, {
    cells: [
      cell(undefined, 'same', ran('first')),
      cell(undefined, 'same', ran('second')),
      cell(undefined, 'gone', ran('nowhere'))
    ]
  });
  expect(texts(model)).toEqual([['first'], [], ['second']]);
  expect(done).toEqual({ cells: 2, differ: 2, kept: [2] });
});

it('leaves the outputs of cells that did not run, and cells that are no code', () => {
  const model = notebook(
    { ...cell('m', '# Title'), cell_type: 'markdown' as never },
    cell('a', '1', ran('old')),
    cell('b', '2', ran('old')),
    cell('c', '')
  );
  const done = replaceOutputs(model.sharedModel, {
    cells: [cell('a', '1', ran('new')), cell('b', '2')]
  });
  expect(texts(model)).toEqual([null, ['new'], ['old'], []]);
  expect(done).toEqual({ cells: 1, differ: 1, kept: [3] });
});

it.each([null, 'x', {}, { cells: 'x' }, { cells: [null, 1, { cell_type: 'code' }] }])(
  'takes nothing from what is no notebook: %j',
  executed => {
    const model = notebook(cell('a', '1', ran('old')));
    expect(replaceOutputs(model.sharedModel, executed)).toEqual({ cells: 0, differ: 0, kept: [1] });
    expect(texts(model)).toEqual([['old']]);
  }
);

it('does not take a picture in lines for another than the same in one piece', () => {
  const shown = (data: string | string[]) => ({
    execution_count: 1,
    outputs: [{ output_type: 'display_data', metadata: {}, data: { 'image/svg+xml': data } }]
  });
  const model = notebook(cell('a', '1', shown('<svg/>\n<!-- -->')));
  const { differ } = replaceOutputs(model.sharedModel, {
    cells: [cell('a', '1', shown(['<svg/>\n', '<!-- -->']))]
  });
  expect(differ).toBe(0);
});

it('says what was done, and what was left', () => {
  const trans = nullTranslator.load('');
  expect(replacedText({ cells: 3, differ: 1, kept: [2, 5] }, trans)).toMatch(
    /^3 cells .* 1 differ.*: 2, 5\.$/
  );
  expect(replacedText({ cells: 1, differ: 1, kept: [] }, trans)).not.toContain('left');
});
