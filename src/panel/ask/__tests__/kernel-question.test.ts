import fc from 'fast-check';

import type { KernelFacts } from '../../../model/kernel-facts';
import { askKernel, readAnswer, type AskedKernel } from '../kernel-question';

// The page's plain schemas are made by the build; here the model's own check says the same.
jest.mock('../../../model/interpret', () =>
  jest.requireActual<typeof import('../../../model/validate')>('../../../model/validate')
);

const FACTS: KernelFacts = {
  python: '3.12.3',
  platform: 'Linux',
  modules: { numpy: ['numpy'] },
  loaded: ['numpy'],
  distributions: { numpy: { version: '2.1.0' } },
  memory: { now: 1, peak: 2 },
  accelerators: {}
};

const answer = (facts: unknown) => ({
  facts: { data: { 'text/plain': `'${btoa(JSON.stringify(facts))}'` } }
});

/** A kernel that answers with the given expressions, or never. Leaves out: everything else. */
function fakeKernel({
  status = 'idle',
  language = 'python',
  expressions
}: {
  status?: AskedKernel['status'];
  language?: string;
  expressions?: unknown;
}) {
  const requestExecute = jest.fn(() => ({
    done:
      expressions === undefined
        ? new Promise(() => undefined)
        : Promise.resolve({ content: { status: 'ok', user_expressions: expressions } })
  }));
  const kernel = {
    status,
    connectionStatus: 'connected',
    info: Promise.resolve({ language_info: { name: language } }),
    requestExecute
  } as unknown as AskedKernel;
  return { kernel, requestExecute };
}

it('asks an idle kernel of Python in silence', async () => {
  const { kernel, requestExecute } = fakeKernel({ expressions: answer(FACTS) });
  expect(await askKernel(kernel)).toEqual({ state: 'answered', facts: FACTS });
  expect(requestExecute).toHaveBeenCalledWith(
    expect.objectContaining({ code: '', silent: true, store_history: false, allow_stdin: false })
  );
});

it('does not wait for a busy kernel', async () => {
  const { kernel, requestExecute } = fakeKernel({ status: 'busy' });
  expect(await askKernel(kernel)).toEqual({ state: 'busy' });
  expect(requestExecute).not.toHaveBeenCalled();
});

it('asks no kernel of another language, and none that is dead', async () => {
  for (const more of [{ language: 'R' }, { status: 'dead' as const }]) {
    const { kernel, requestExecute } = fakeKernel({ expressions: answer(FACTS), ...more });
    expect(await askKernel(kernel)).toBeUndefined();
    expect(requestExecute).not.toHaveBeenCalled();
  }
});

it('goes on without a kernel that does not answer', async () => {
  const { kernel } = fakeKernel({});
  expect(await askKernel(kernel, 10)).toEqual({ state: 'silent', seconds: 0.01 });
});

it.each([
  ['an error', { facts: { status: 'error', ename: 'NameError' } }],
  ['no base64', { facts: { data: { 'text/plain': "'{}'" } } }],
  ['no JSON', { facts: { data: { 'text/plain': `'${btoa('rubbish')}'` } } }],
  ['another form', answer({ ...FACTS, memory: { peak: -1 } })],
  ['nothing', {}]
])('takes %s for no answer', async (_, expressions) => {
  const { kernel } = fakeKernel({ expressions });
  expect(await askKernel(kernel)).toMatchObject({ state: 'silent' });
});

it('reads any answer without a throw', () => {
  fc.assert(
    fc.property(fc.anything(), fc.jsonValue(), fc.string(), (any, json, text) => {
      readAnswer(any);
      readAnswer(answer(text));
      readAnswer({ facts: { data: { 'text/plain': text } } });
      expect(
        readAnswer({
          facts: { data: { 'text/plain': `'${btoa(encodeURI(JSON.stringify(json)))}'` } }
        })
      ).toBeUndefined();
    })
  );
});
