import type { Description } from '../description';
import { toRequest } from '../request';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { PYTHON, say } from './notebooks';

function describeCells(...sources: string[]): Promise<Description> {
  const cells = sources.map(source => ({ cell_type: 'code', source, metadata: {} }));
  return describeNotebook(
    { path: 'a.ipynb', content: { nbformat: 4, metadata: PYTHON, cells } },
    new FakeReader()
  );
}

test('Code that speaks of no accelerator asks for none', async () => {
  const description = await describeCells('import numpy as np\nnp.zeros(3)\nx.to("cuda")');
  expect(description.accelerators).toBeUndefined();
  const { compute } = toRequest(description, { notebook: 'x:', files: {} });
  expect(compute).not.toHaveProperty('accelerators');
});

test.each([
  ['import torch', 'torch'],
  ['import tensorflow as tf', 'tensorflow'],
  ['import jax.numpy as jnp', 'jax'],
  ['from torch import nn', 'torch']
])('What %s brings can use an accelerator, and does without', async (source, module) => {
  const { accelerators } = await describeCells(source);
  expect(accelerators?.value).toEqual({ min: 0, max: 1 });
  expect(accelerators?.evidence.map(say)).toEqual([
    `Cell 1 imports ${module}, which computes on an accelerator where there is one`
  ]);
});

test.each([
  ['model.cuda()', 'import torch\nmodel.cuda()'],
  ['a tensor moved there', 'import torch\nx = torch.zeros(3).to("cuda:1")'],
  ['a tensor made there', 'import torch\nx = torch.zeros(3, device="cuda")'],
  ['its name', 'import torch\nprint(torch.cuda.get_device_name(0))'],
  ['a device of jax', 'import jax\njax.devices("gpu")']
])('A call that fails without one makes it a need: %s', async (_, source) => {
  const { accelerators } = await describeCells(source);
  expect(accelerators?.value).toEqual({ min: 1, max: 1 });
});

test.each([
  ['cupy', 'import cupy as cp\nx = cp.arange(3)'],
  ['numba.cuda', 'from numba import cuda, jit\ny = cuda.to_device(x)'],
  ['numba.cuda, in full', 'import numba.cuda\nnumba.cuda.to_device(x)']
])('What speaks to one kind of device names it: %s', async (_, source) => {
  const description = await describeCells(source);
  expect(description.accelerators?.value).toEqual({ min: 1, max: 1, type: 'cuda' });
  expect(toRequest(description, { notebook: 'x:', files: {} }).compute?.accelerators).toEqual({
    min: 1,
    max: 1,
    type: 'cuda'
  });
});

test.each([
  ['it asks first', 'import torch\nif torch.cuda.is_available():\n    model.cuda()'],
  ['it has another way', 'import torch\ntry:\n    model.cuda()\nexcept RuntimeError:\n    pass'],
  ['a choice', 'import torch\nd = "cuda" if torch.cuda.is_available() else "cpu"\nm.to(d)'],
  ['numba without cuda', 'import torch\nimport numba\n@numba.njit\ndef f(): pass']
])('No need where %s', async (_, source) => {
  expect((await describeCells(source)).accelerators?.value).toMatchObject({ min: 0, max: 1 });
});

test('Names of one cell are known in the next, and a question in any of them counts', async () => {
  const { accelerators } = await describeCells('import torch', 'model.cuda()');
  expect(accelerators?.value?.min).toBe(1);
  const asked = await describeCells('import torch', 'model.cuda()', 'torch.cuda.is_available()');
  expect(asked.accelerators?.value?.min).toBe(0);
});

test('What is written down wins, and what was found is a conflict', async () => {
  const content = {
    nbformat: 4,
    metadata: { ...PYTHON, execution_broker: { compute: { accelerators: { min: 2 } } } },
    cells: [{ cell_type: 'code', source: 'import torch', metadata: {} }]
  };
  const { accelerators } = await describeNotebook({ path: 'a.ipynb', content }, new FakeReader());
  expect(accelerators?.value?.min).toBe(2);
  expect(accelerators?.conflicts).toHaveLength(1);
});
