import fc from 'fast-check';

import type { RequestEdits } from '../../../description/request';
import {
  JUPYTER_NOTEBOOK,
  MINMAX_COST,
  PYTHON_PROGRAM,
  SIMPLE_COMPUTE
} from '../../../model/kinds';
import type { ExecutionRequest } from '../../../model/request';
import { fillTemplate } from '../../../model/template';
import { toEdits } from '../need-edits';
import {
  editsFor,
  needsOf,
  readNeeds,
  valuesOf,
  withLayer,
  writeNeeds,
  type Described,
  type TextForm
} from '../text/needs-text';

const REQUEST: ExecutionRequest = {
  executable: { kind: JUPYTER_NOTEBOOK, location: 'data:,' },
  compute: {
    kind: SIMPLE_COMPUTE,
    cores: { min: 2 },
    memory: { min: 4, max: 16 },
    accelerators: { min: 0, max: 1, type: 'cuda' },
    volumes: []
  },
  schedule: { requested: { duration: 'PT1H', start: '2026-11-29T08:00:00Z/PT4H' } },
  costs: [{ kind: MINMAX_COST, type: 'uri:cost-money', max: 2.5, currency: 'EUR' }]
};

const FORMS: TextForm[] = ['yaml', 'json'];

describe('The needs as text', () => {
  it('have what is needed in them, and not what is made from the notebook', () => {
    expect(writeNeeds(needsOf(REQUEST), 'yaml')).toBe(
      [
        'compute:',
        '  cores:',
        '    min: 2',
        '  memory:',
        '    min: 4',
        '    max: 16',
        '  accelerators:',
        '    min: 0',
        '    max: 1',
        '    type: cuda',
        'schedule:',
        '  requested:',
        '    duration: PT1H',
        '    start: 2026-11-29T08:00:00Z/PT4H',
        'costs:',
        '  - max: 2.5',
        '    currency: EUR',
        ''
      ].join('\n')
    );
  });

  it.each(FORMS)('in %s are no edit as they stand, and each change is one', async form => {
    const text = writeNeeds(needsOf(REQUEST), form);
    const { layer = {}, problems } = await readNeeds(text, form);
    expect(problems).toEqual([]);
    expect(toEdits(editsFor(layer, REQUEST), 0)).toEqual({});
    const other = await readNeeds(
      text.replace('PT1H', 'PT90M').replace('16', '8').replace('2.5', '9'),
      form
    );
    expect(toEdits(editsFor(other.layer ?? {}, REQUEST), 0)).toEqual({
      duration: 5400,
      memory: { min: 4, max: 8 },
      cost: { max: 9, currency: 'EUR' }
    });
  });

  it.each(FORMS)('in %s ask for no part that is taken out of the text', async form => {
    const { schedule } = REQUEST;
    const left: [string, object, RequestEdits][] = [
      ['a maximum', { compute: { cores: { min: 2 }, memory: { min: 4 } } }, { memory: { min: 4 } }],
      ['a minimum', { compute: { memory: { max: 16 } } }, { cores: null, memory: { max: 16 } }],
      ['the start', { schedule: { requested: { duration: 'PT1H' } } }, { start: null }],
      [
        'the duration',
        { schedule: { requested: { start: schedule?.requested?.start } } },
        { duration: null }
      ],
      ['the costs', { costs: [] }, { cost: null }]
    ];
    for (const [, part, edits] of left) {
      const text = writeNeeds({ ...needsOf(REQUEST), ...part }, form);
      const { layer = {}, problems } = await readNeeds(text, form);
      expect(problems).toEqual([]);
      expect(toEdits(editsFor(layer, REQUEST), 0)).toMatchObject(edits);
    }
    const { layer = {} } = await readNeeds('', form);
    expect(toEdits(editsFor(layer, REQUEST), 0)).toEqual({
      cores: null,
      memory: null,
      accelerators: null,
      duration: null,
      start: null,
      cost: null
    });
  });

  it.each(FORMS)('have in %s the parameters of the notebook, and the arguments', async form => {
    const parameter = (name: string, value: string) => ({ name, value, evidence: [] });
    const about: Described = {
      description: {
        parameters: {
          state: 'found',
          value: [
            parameter('alpha', '0.5'),
            parameter('name', "'a: b'"),
            parameter('on', 'True'),
            parameter('both', '"x" + \'y\''),
            parameter('said', '"x"')
          ],
          evidence: [],
          conflicts: [],
          problems: []
        },
        program: { kind: PYTHON_PROGRAM }
      },
      literalType: text => (/^(?:[\d.]+|'.*'|".*"|True)$/.test(text) ? 'any' : undefined)
    };
    const request: ExecutionRequest = {
      executable: { kind: PYTHON_PROGRAM, location: 'data:,', command: ['--fast', 'a b', 'end:'] }
    };
    const text = writeNeeds(needsOf(request, valuesOf(about.description, { alpha: '0.6' })), form);
    const { layer = {}, problems } = await readNeeds(text, form, about);
    expect(problems).toEqual([]);
    expect(toEdits(editsFor(layer, request, about), 0)).toEqual({ parameters: { alpha: '0.6' } });
    const other = await readNeeds(text.replace('0.6', '0.7').replace('a b', 'c'), form, about);
    expect(toEdits(editsFor(other.layer ?? {}, request, about), 0)).toEqual({
      parameters: { alpha: '0.7' },
      command: ['--fast', 'c', 'end:']
    });
    const without = await readNeeds(
      writeNeeds(needsOf({ ...request, executable: { kind: PYTHON_PROGRAM } }), form),
      form,
      about
    );
    expect(toEdits(editsFor(without.layer ?? {}, request, about), 0)).toEqual({ command: null });
  });

  it('say at its line what cannot be: an unknown parameter, no literal, arguments of a notebook, a slip', async () => {
    const text = [
      'executable:',
      '  parameters:',
      '    beta: 1',
      '    alpha: high',
      '  command: [a]',
      '  language: {version: 3.12}',
      'compute:',
      '  core: {min: 2}'
    ].join('\n');
    const alpha = { name: 'alpha', value: '0.5', evidence: [] };
    const found = { state: 'found' as const, evidence: [], conflicts: [], problems: [] };
    const { layer, problems } = await readNeeds(text, 'yaml', {
      description: { parameters: { ...found, value: [alpha] } },
      literalType: () => undefined
    });
    expect(layer?.parameters).toBeUndefined();
    expect(problems.map(({ template, values }) => fillTemplate(template, values))).toEqual([
      'execution.yaml, line 8: compute.core is not read from a description file; left out',
      'execution.yaml, line 3: beta is no parameter of this notebook; left out',
      expect.stringMatching(/^execution.yaml, line 4: alpha is high, which is no Python literal/),
      'execution.yaml, line 5: this takes no arguments; left out',
      expect.stringMatching(/^execution.yaml, line 6: the version of the language is not changed/)
    ]);
    expect(problems.map(({ source }) => source)).toContainEqual({
      kind: 'file',
      path: 'execution.yaml',
      line: 4
    });
  });

  it.each([
    ['yaml', 'compute:\n  cores: {min: 2}\nschedule: {}\ncompute:\n  memory: {min: 1}\n', 5],
    ['json', '{"compute": {"cores": {"min": 1,\n "min": 2}}}', 2]
  ] as const)('in %s say where a name stands a second time', async (form, text, line) => {
    const { problems } = await readNeeds(text, form);
    expect(problems.map(({ template, values }) => fillTemplate(template, values))).toEqual([
      expect.stringMatching(/(?:compute|min) stands here a second time; the first is left out$/)
    ]);
    expect(problems[0]?.source).toMatchObject({ line });
  });

  it('of a file are laid over what is asked: what it does not speak of stays', async () => {
    const { layer = {} } = await readNeeds('compute: {memory: {min: 8}}', 'yaml');
    expect(writeNeeds(withLayer(needsOf(REQUEST), layer), 'yaml')).toBe(
      writeNeeds(needsOf(REQUEST), 'yaml').replace('    min: 4\n    max: 16', '    min: 8')
    );
  });

  it('say in which line something is wrong, and then nothing is taken over from there', async () => {
    const { problems } = await readNeeds('compute:\n  cores:\n    min: few\n', 'yaml');
    expect(problems).toMatchObject([{ source: { kind: 'file', line: 3 } }]);
    expect((await readNeeds('{"compute": ', 'json')).problems).toHaveLength(1);
  });

  it('hold no packages: those are for a file beside the notebook, and it is said so', async () => {
    const text = 'compute: {cores: {min: 4}}\nexecutable: {requirements: [numpy]}\n';
    const { layer, problems } = await readNeeds(text, 'yaml');
    expect(layer).toMatchObject({ cores: { value: { min: 4 } } });
    expect(problems).toMatchObject([
      { template: expect.stringContaining('only from a file'), source: { line: 2 } }
    ]);
  });

  it.each(FORMS)('come back from %s whatever they are', async form => {
    const count = fc.nat({ max: 1_000_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(count, count),
        count,
        fc.integer({ min: 1, max: 10_000_000 }),
        async ([a, b], min, seconds) => {
          const request: ExecutionRequest = {
            executable: REQUEST.executable,
            compute: {
              kind: SIMPLE_COMPUTE,
              cores: { min: Math.min(a, b), max: Math.max(a, b) },
              memory: { min }
            },
            schedule: { requested: { duration: `PT${seconds}S` } }
          };
          const { layer, problems } = await readNeeds(writeNeeds(needsOf(request), form), form);
          expect(problems).toEqual([]);
          expect(layer).toMatchObject({
            cores: { value: request.compute?.cores },
            memory: { value: { min } },
            duration: { value: seconds }
          });
        }
      ),
      { numRuns: 50 }
    );
  });
});
