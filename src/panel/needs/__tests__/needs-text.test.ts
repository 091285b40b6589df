import fc from 'fast-check';

import { JUPYTER_NOTEBOOK, MINMAX_COST, SIMPLE_COMPUTE } from '../../../model/kinds';
import type { ExecutionRequest } from '../../../model/request';
import { toEdits } from '../need-edits';
import { editsFor, needsOf, readNeeds, writeNeeds, type TextForm } from '../text/needs-text';

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
