import fc from 'fast-check';

import type { Description } from '../description';
import type { Sentence } from '../finding';
import { PYTHON_PROGRAM } from '../../model/kinds';
import { givenValues } from '../parameters';
import { describeProgram } from '../programs/describe-program';
import { requirementsText, toRequest } from '../request';
import { describe as describeNotebook } from '../describe';
import { FakeReader } from './fake-reader';
import { lines, notebook, problems, PYTHON, say } from './notebooks';

const NOTHING = { notebook: 'data:,', files: {} };

const described = async (files: Record<string, string>, own: unknown = {}): Promise<Description> =>
  describeNotebook(
    {
      path: 'nb.ipynb',
      content: notebook(['1 + 1'], { ...PYTHON, execution_broker: own })
    },
    new FakeReader(files)
  );

const words = (said: Sentence[] = []): string[] => said.map(say);

describe('A description file beside the notebook', () => {
  const FILE = [
    'compute:',
    '  cores: {min: 4}',
    '  memory:',
    '    min: 16',
    '    max: 32',
    'schedule:',
    '  requested:',
    '    duration: PT90S',
    '    start: 2026-11-29T08:00:00Z/PT4H',
    'costs:',
    '  - {max: 5.5, currency: EUR}'
  ].join('\n');

  test('says what is needed, and each value tells its line', async () => {
    const { cores, memory, duration, stated } = await described({ 'execution.yaml': FILE });
    expect(cores).toMatchObject({ state: 'found', value: { min: 4 } });
    expect(memory.value).toEqual({ min: 16, max: 32 });
    expect(words(memory.evidence)).toEqual(['Said by the developer: execution.yaml, line 4']);
    expect(memory.evidence[0]?.source).toEqual({ kind: 'file', path: 'execution.yaml', line: 4 });
    expect(duration.value).toEqual({ low: 90, likely: 90, high: 90 });
    expect(stated?.cost?.value).toEqual({ max: 5.5, currency: 'EUR' });
  });

  test('is what the request asks for, to the second, unless a person wants it otherwise', async () => {
    const description = await described({ 'execution.yaml': FILE });
    expect(toRequest(description, NOTHING)).toMatchObject({
      compute: { cores: { min: 4 }, memory: { min: 16, max: 32 } },
      schedule: { requested: { duration: 'PT1M30S', start: '2026-11-29T08:00:00Z/PT4H' } },
      costs: [{ max: 5.5, currency: 'EUR' }]
    });
    expect(
      toRequest(description, NOTHING, { duration: 60, memory: { min: 2 }, cost: { max: 1 } })
    ).toMatchObject({
      compute: { memory: { min: 2 } },
      schedule: { requested: { duration: 'PT1M' } },
      costs: [{ max: 1 }]
    });
  });

  test('merges its roles in their order, whatever the order in the file, then the notebook', async () => {
    const roles = {
      'execution.yaml': [
        'publisher:',
        '  compute: {cores: {min: 8}}',
        'developer:',
        '  compute: {cores: {min: 2}, memory: {min: 4, max: 64}}',
        'packager:',
        '  compute: {cores: {min: 4}, memory: {min: 8}}'
      ].join('\n')
    };
    const { cores, memory } = await described(roles);
    expect(cores.value).toEqual({ min: 8 });
    expect(words(cores.evidence)).toEqual(['Said by the publisher: execution.yaml, line 2']);
    expect(cores.conflicts.map(({ value }) => value)).toEqual([{ min: 4 }, { min: 2 }]);
    expect(memory.value).toEqual({ min: 8, max: 64 });
    const own = await described(roles, { compute: { cores: { min: 16 } } });
    expect(own.cores.value).toEqual({ min: 16 });
    expect(words(own.cores.evidence)).toEqual(["Said in the notebook's metadata"]);
  });

  test('says which accelerators are needed, beside what the code asks for', async () => {
    const description = await described({
      'execution.yaml': 'compute: {accelerators: {min: 2, type: cuda}}'
    });
    expect(description.accelerators?.value).toEqual({ min: 2, type: 'cuda' });
    expect(toRequest(description, NOTHING).compute?.accelerators).toEqual({ min: 2, type: 'cuda' });
  });

  test('drops a bound that was found where it is beyond the one that is said', async () => {
    const { memory } = await described({ 'execution.yaml': 'compute: {memory: {max: 1}}' });
    expect(memory.value).toEqual({ max: 1 });
  });

  test.each([
    ['compute:\n  memory: 16', 'line 2: compute.memory is 16; write min and max'],
    ['compute:\n  cores: {min: four}', 'line 2: compute.cores.min is four, which is no whole'],
    ['compute:\n  cores: {min: 4, max: 2}', 'line 2: compute.cores is at least 4 and at most 2'],
    ['schedule:\n  requested: {duration: 2 h}', 'line 2: 2 h is not a duration such as PT2H'],
    ['memory: {min: 4}', 'line 1: memory is not read from a description file'],
    ['developer: {}\nwriter: {}', 'line 2: writer is no role'],
    ['costs:\n- {max: much}', 'line 2: costs.max is not a number'],
    ['a: [1, 2', 'this cannot be read'],
    ['- 1', 'names and values are expected']
  ])('tells what is wrong, and in which line: %j', async (text, complaint) => {
    const { problems = [], cores, memory } = await described({ 'execution.yaml': text });
    expect(words(problems)).toEqual([expect.stringContaining(complaint)]);
    expect([cores.state, memory.state]).toEqual(['default', 'default']);
  });

  test('of two, the first is read, and the other named', async () => {
    const { cores, problems } = await described({
      'execution.json': '{"compute": {"cores": {"min": 3}}}',
      'execution.yml': 'compute: {cores: {min: 2}}'
    });
    expect(cores.value).toEqual({ min: 2 });
    expect(words(problems)).toEqual([
      'execution.json is not read: execution.yml is there too. Keep one of the two.'
    ]);
  });

  test.each([
    ['a list as the standard has it', '- numpi: ""\n    - astropy: ">= 6.1"'],
    ['a table', '{numpi: "", astropy: ">=6.1"}'],
    ["pip's lines", '["numpi", "astropy >=6.1"]']
  ])('lists packages: %s', async (_, list) => {
    const found = await described({
      'execution.yaml': `executable:\n  requirements:\n    ${list}\n`
    });
    expect(lines(found)).toEqual(['numpi', 'astropy>=6.1']);
    expect(found.environment.value).toMatchObject({ kind: 'pip', name: 'execution.yaml' });
    expect(words(found.requirements.evidence)).toEqual([
      'Said by the developer: execution.yaml, line 3'
    ]);
    expect(found.problems).toBeUndefined();
    expect(requirementsText(found)).toBe('numpi\nastropy>=6.1\n');
  });

  test.each(['file: deps/nb.txt', 'deps/nb.txt'])('names a file of packages: %s', async named => {
    const found = await described({
      'execution.yaml': `publisher:\n  executable:\n    requirements:\n      ${named}\n`,
      'deps/nb.txt': 'a==1\nb\n',
      'requirements.txt': 'c'
    });
    expect(lines(found)).toEqual(['a==1', 'b']);
    expect(found.requirements.value?.[1]?.evidence[0]?.source).toEqual({
      kind: 'file',
      path: 'deps/nb.txt',
      line: 2
    });
    expect(words(found.environment.evidence)).toEqual([
      'Said by the publisher: execution.yaml, line 4'
    ]);
    expect(found.environment.value?.also.map(({ name }) => name)).toEqual(['requirements.txt']);
  });

  test('merges packages by role, the notebook’s metadata last, and keeps what was overruled', async () => {
    const files = {
      'execution.yaml': [
        'publisher: {executable: {requirements: [{astropy: ">=7"}]}}',
        'developer:',
        '  executable:',
        '    requirements:',
        '    - numpy: "<2"',
        '    - astropy: "<7"',
        '    - a'
      ].join('\n'),
      'requirements.txt': 'numpy==2.1\nb\n'
    };
    const found = await described(files, { requirements: ['a==3'] });
    expect(lines(found)).toEqual(['a==3', 'astropy>=7', 'numpy<2']);
    expect(found.requirements.value?.map(({ evidence: [first] }) => first && say(first))).toEqual([
      'metadata["execution_broker"]',
      'Said by the publisher: execution.yaml, line 1',
      'Said by the developer: execution.yaml, line 5'
    ]);
    expect(words(found.requirements.evidence)).toEqual([
      'metadata["execution_broker"], execution.yaml (publisher) and execution.yaml (developer)'
    ]);
    expect(found.requirements.conflicts.map(({ value }) => value.map(({ line }) => line))).toEqual([
      ['astropy<7'],
      ['numpy==2.1']
    ]);
    expect(problems(found.requirements)).toEqual([
      'warning: execution.yaml (developer) asks for astropy<7 instead; metadata["execution_broker"] counts.',
      'warning: requirements.txt asks for numpy==2.1 instead; metadata["execution_broker"] counts.'
    ]);
    const own = await described(files, { executable: { requirements: [{ a: '==4' }] } });
    expect(lines(own)?.[0]).toBe('a==4');
    expect(words(own.requirements.value?.[0]?.evidence)).toEqual([
      "Said in the notebook's metadata"
    ]);
  });

  test.each([
    ['{numpy: [1]}', 'execution.yaml, line 1 is not understood, and left out: numpy ?'],
    ['["a b"]', 'execution.yaml, line 1 is not understood, and left out: a b'],
    ['["../x"]', 'execution.yaml, line 1 names a folder on this machine'],
    ['["a @ https://u:p@x.org/a.whl"]', 'execution.yaml, line 1 holds a password or token'],
    ['{file: none.txt}', 'Line 1 of execution.yaml includes none.txt, which is not there'],
    ['{file: ../../x.txt}', 'Line 1 of execution.yaml includes ../../x.txt, which lies outside'],
    ['execution.yaml', 'Line 1 of execution.yaml includes execution.yaml, which leads back']
  ])('tells what is wrong with its packages: %s', async (text, complaint) => {
    const found = await described({ 'execution.yaml': `executable: {requirements: ${text}}` });
    expect(problems(found.requirements)).toEqual([expect.stringContaining(complaint)]);
    expect(lines(found)).toEqual([]);
  });

  test('whatever is in it, the description stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.jsonValue(), async (text, value) => {
        const files = { 'execution.yaml': text };
        expect((await described(files, { compute: value })).cells).toBe(1);
        expect((await described({ 'execution.yaml': JSON.stringify(value) })).cells).toBe(1);
        const needs = JSON.stringify({ user: { executable: { requirements: value } } });
        expect((await described({ 'execution.json': needs })).cells).toBe(1);
      }),
      { numRuns: 200 }
    );
  });
});

describe('Parameters and arguments in a description file', () => {
  const TAGGED = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: PYTHON,
    cells: [
      {
        cell_type: 'code',
        source: 'alpha = 1\nname = "x"',
        metadata: { tags: ['parameters'] },
        outputs: [],
        execution_count: null
      }
    ]
  };

  test('are given to the run; what is no parameter or no literal is told with its line', async () => {
    const { parameters, problems } = await describeNotebook(
      { path: 'nb.ipynb', content: TAGGED },
      new FakeReader({
        'execution.yaml':
          'executable:\n  parameters:\n    alpha: 2.5\n    name: Sarah\n    other: 1\n'
      })
    );
    expect(givenValues(parameters?.value ?? [])).toEqual({ alpha: '2.5' });
    expect(words(parameters?.value?.[0]?.evidence)[0]).toBe(
      'Said by the developer: execution.yaml, line 3'
    );
    expect(words(problems)).toEqual([
      'execution.yaml, line 4: name is Sarah, which is no Python literal (a text has quotes of its own: "\'abc\'"); left out',
      'execution.yaml, line 5: other is no parameter of this notebook; left out'
    ]);
  });

  test('arguments are those of a program, and of no notebook', async () => {
    const files = {
      'fit.py': 'print(1)',
      'execution.yaml': 'executable:\n  command: [--fast, "a b"]\n'
    };
    const { program, problems } = await describeProgram(
      { path: 'fit.py', kind: PYTHON_PROGRAM },
      new FakeReader(files)
    );
    expect(program?.command).toEqual(['--fast', 'a b']);
    expect(problems).toBeUndefined();
    expect(words((await described(files)).problems)).toEqual([
      'execution.yaml, line 2: this takes no arguments; left out'
    ]);
  });
});
