import { nullTranslator } from '@jupyterlab/translation';

import { SIMPLE_COMPUTE } from '../../../model/kinds';
import type { ExecutionSession } from '../../../model/session';
import { session } from '../../__tests__/samples';
import { moreNeeds } from '../ask-more';

const trans = nullTranslator.load('');

function ended(code: string, more: Partial<ExecutionSession> = {}): ExecutionSession {
  return session('1', {
    phase: 'FAILED',
    compute: { kind: SIMPLE_COMPUTE, cores: { min: 2, max: 2 }, memory: { min: 32, max: 32 } },
    schedule: { available: { duration: 'PT40M' } },
    meta: {
      messages: [{ level: 'ERROR', kind: `urn:execution-broker:${code}`, message: 'It ended.' }]
    },
    ...more
  });
}

it('asks for twice the memory after too little of it, and for the rest as it was', () => {
  expect(moreNeeds(ended('memory-limit'), trans)).toEqual({
    needs: { cores: 2, memory: 64 },
    text: '64 GiB of memory',
    amount: '64 GiB'
  });
});

it('asks for twice the time after too little of it', () => {
  expect(moreNeeds(ended('time-limit'), trans)).toEqual({
    needs: { cores: 2, memory: 32, duration: 4800 },
    text: '1 h 20 min of time',
    amount: '1 h 20 min'
  });
  // A session that somebody worked in has not failed then.
  const worked = ended('time-limit', { phase: 'COMPLETED' });
  expect(moreNeeds(worked, trans)?.needs.duration).toBe(4800);
});

it('knows of nothing that would have helped otherwise', () => {
  expect(moreNeeds(ended('cell-error'), trans)).toBeUndefined();
  expect(moreNeeds(ended('memory-limit', { phase: 'RUNNING' }), trans)).toBeUndefined();
  const { compute: _, ...unknown } = ended('memory-limit');
  expect(moreNeeds(unknown, trans)).toBeUndefined();
});
