import type { Contents } from '@jupyterlab/services';

import type { LoadedDifference } from '../../../description/loaded';
import { RequirementsWriter } from '../requirements-writer';

const NUMPY: LoadedDifference = {
  name: 'numpy',
  kind: 'version',
  line: 'numpy==2.1',
  source: { kind: 'default' }
};

/** Text files by path. Leaves out: folders, and all but texts. */
class FakeContents {
  constructor(public files: Record<string, string>) {}

  readonly get = async (path: string) =>
    Object.hasOwn(this.files, path)
      ? Promise.resolve({ content: this.files[path] } as Contents.IModel)
      : Promise.reject(Object.assign(new Error('not found'), { response: { status: 404 } }));

  readonly save = async (path: string, { content }: Partial<Contents.IModel> = {}) => {
    this.files[path] = String(content);
    return Promise.resolve({} as Contents.IModel);
  };

  readonly delete = async (path: string) => {
    this.files = Object.fromEntries(Object.entries(this.files).filter(([name]) => name !== path));
    return Promise.resolve();
  };
}

it('writes into the file as it is now, and takes that back', async () => {
  const contents = new FakeContents({ 'requirements.txt': 'numpy\n' });
  const asked = jest.fn();
  const writer = new RequirementsWriter(contents, asked);
  await writer.write('requirements.txt', [NUMPY], 'a.ipynb');
  expect(contents.files).toEqual({ 'requirements.txt': 'numpy==2.1\n' });
  expect(writer.state.value).toMatchObject({ written: { path: 'requirements.txt' }, busy: false });
  await writer.undo();
  expect(contents.files).toEqual({ 'requirements.txt': 'numpy\n' });
  expect(writer.state.value.written).toBeUndefined();
  expect(asked).toHaveBeenCalledTimes(2);
  writer.dispose();
});

it('makes the file where there is none, and takes it away again', async () => {
  const contents = new FakeContents({});
  const writer = new RequirementsWriter(contents, () => undefined);
  await writer.write('a/requirements.txt', [NUMPY]);
  expect(contents.files).toEqual({ 'a/requirements.txt': 'numpy==2.1\n' });
  await writer.undo();
  expect(contents.files).toEqual({});
  writer.dispose();
});

it('takes nothing back of a file that was changed since, and says so', async () => {
  const contents = new FakeContents({ 'requirements.txt': '' });
  const writer = new RequirementsWriter(contents, () => undefined);
  await writer.write('requirements.txt', [NUMPY]);
  contents.files['requirements.txt'] = 'scipy\n';
  await writer.undo();
  expect(contents.files).toEqual({ 'requirements.txt': 'scipy\n' });
  expect(writer.state.value.trouble?.message).toContain('has been changed since');
  writer.dispose();
});

it('says why a file cannot be written', async () => {
  const contents = new FakeContents({ 'requirements.txt': '' });
  const writer = new RequirementsWriter(
    {
      get: contents.get,
      delete: contents.delete,
      save: async () => Promise.reject(new Error('read-only'))
    },
    () => undefined
  );
  await writer.write('requirements.txt', [NUMPY]);
  expect(writer.state.value).toMatchObject({ trouble: { message: 'read-only' }, busy: false });
  writer.dispose();
});
