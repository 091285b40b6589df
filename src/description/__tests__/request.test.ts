import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import { SimpleComputeResource } from '../../model/compute';
import { DATA_KINDS } from '../../model/data';
import { EXECUTABLE_KINDS } from '../../model/executable';
import {
  JUPYTER_NOTEBOOK,
  MINMAX_COST,
  SIMPLE_COMPUTE,
  SIMPLE_DATA,
  SIMPLE_VOLUME
} from '../../model/kinds';
import { ExecutionRequest } from '../../model/request';
import { requirementsText, toRequest } from '../request';
import { stripOutputs } from '../strip-outputs';
import { describeCells, PYTHON } from './notebooks';

const MATERIALS = {
  notebook: 'data:application/json,{}',
  requirementsFile: 'data:text/plain,numpy',
  files: {
    'b/c.fits': { location: 'https://x.org/2', size: 7 },
    'a.csv': { location: 'https://x.org/1', size: 3, digest: `sha256:${'0'.repeat(64)}` }
  }
};

const ajv = addFormats(new Ajv({ allErrors: true }));

describe('A request', () => {
  test('asks in v1.0 for what the description found', async () => {
    const description = await describeCells(['import numpy']);
    expect(toRequest(description, MATERIALS)).toEqual({
      executable: {
        kind: JUPYTER_NOTEBOOK,
        meta: { name: 'nb.ipynb' },
        location: 'data:application/json,{}',
        requirements: { file: 'data:text/plain,numpy' },
        language: { name: 'python', version: '3.11' }
      },
      compute: {
        kind: SIMPLE_COMPUTE,
        cores: { min: 1 },
        memory: { min: 2 },
        volumes: ['a.csv', 'b/c.fits'].map(path => ({
          kind: SIMPLE_VOLUME,
          path,
          mode: 'READONLY',
          resource: path
        }))
      },
      data: [
        {
          kind: SIMPLE_DATA,
          meta: { name: 'a.csv' },
          location: 'https://x.org/1',
          size: 3,
          digest: `sha256:${'0'.repeat(64)}`
        },
        {
          kind: SIMPLE_DATA,
          meta: { name: 'b/c.fits' },
          location: 'https://x.org/2',
          size: 7
        }
      ],
      schedule: { requested: { duration: 'PT1H' } }
    });
  });

  test('is what the model’s own schemas take', async () => {
    const request = toRequest(await describeCells(['import numpy']), MATERIALS, {
      start: '2026-11-24T10:00:00Z/PT8H',
      cost: { max: 2.5, currency: 'EUR' }
    });
    const check = (schema: object | undefined, value: unknown): void => {
      const validate = ajv.compile(schema ?? false);
      validate(value);
      expect(validate.errors).toBeNull();
    };
    check(ExecutionRequest, request);
    check(EXECUTABLE_KINDS[request.executable.kind], request.executable);
    check(SimpleComputeResource, request.compute);
    for (const resource of request.data ?? []) {
      check(DATA_KINDS[resource.kind], resource);
    }
  });

  test('asks for what a person wants instead', async () => {
    const request = toRequest(
      await describeCells([]),
      { notebook: 'https://x.org/nb', files: {} },
      {
        cores: { min: 2, max: 8 },
        memory: { min: 16 },
        duration: 90,
        start: '2026-11-24T10:00:00Z/PT8H',
        cost: { max: 2.5, currency: 'EUR' }
      }
    );
    expect(request.compute).toMatchObject({ cores: { min: 2, max: 8 }, memory: { min: 16 } });
    expect(request.compute).not.toHaveProperty('volumes');
    expect(request).not.toHaveProperty('data');
    expect(request.executable).not.toHaveProperty('requirements');
    expect(request.schedule?.requested).toEqual({
      start: '2026-11-24T10:00:00Z/PT8H',
      duration: 'PT1M30S'
    });
    expect(request.costs).toEqual([
      {
        kind: MINMAX_COST,
        type: 'urn:execution-broker:cost:money',
        max: 2.5,
        currency: 'EUR'
      }
    ]);
  });
});

describe('The requirements file to send', () => {
  test('has one line for each package', async () => {
    expect(requirementsText(await describeCells(['import numpy, yaml']))).toBe('numpy\npyyaml\n');
  });

  test('is empty where there are none', async () => {
    expect(requirementsText(await describeCells(['x = 1']))).toBe('');
  });
});

describe('Without outputs', () => {
  test('a notebook keeps everything else, and the one that is open is not touched', () => {
    const content = {
      nbformat: 4,
      metadata: PYTHON,
      cells: [
        { cell_type: 'markdown', source: 'a', metadata: {}, execution_count: 'kept' },
        {
          cell_type: 'code',
          id: 'x',
          source: 'b',
          metadata: { tags: ['t'] },
          outputs: [{ output_type: 'stream', text: 'long' }],
          execution_count: 7
        }
      ]
    };
    const before = structuredClone(content);
    expect(stripOutputs(content)).toEqual({
      ...before,
      cells: [before.cells[0], { ...before.cells[1], outputs: [], execution_count: null }]
    });
    expect(content).toEqual(before);
  });

  test.each([undefined, null, 'text', { cells: 'none' }, { cells: [null, 3] }])(
    '%j stays what it is',
    content => {
      expect(stripOutputs(content)).toEqual(content);
    }
  );
});
