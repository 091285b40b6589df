import { NeedsModel } from '../needs-model';

it('takes changes back one by one, a reset too, and asks each time', () => {
  const model = new NeedsModel();
  const asked: unknown[] = [];
  model.edited.connect(() => asked.push(model.state.value.edits));
  model.begin('a.ipynb');
  expect(model.state.value.undoable).toBe(false);
  model.edit({ cores: 2 });
  model.edit({ memory: 8 });
  model.reset();
  model.undo();
  expect(model.state.value.edits).toEqual({ cores: 2, memory: 8 });
  model.undo();
  model.undo();
  expect(model.state.value).toMatchObject({ edits: {}, undoable: false });
  model.undo();
  expect(asked).toHaveLength(6);
  model.dispose();
});

it('takes back nothing that was changed for another notebook', () => {
  const model = new NeedsModel();
  model.begin('a.ipynb');
  model.edit({ cores: 2 });
  model.begin('b.ipynb');
  expect(model.state.value.undoable).toBe(false);
  model.undo();
  expect(model.state.value.edits).toEqual({});
  model.dispose();
});
