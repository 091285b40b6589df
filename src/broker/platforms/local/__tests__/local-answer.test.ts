import fc from 'fast-check';

import { JUPYTER_NOTEBOOK, S3_DATA, SIMPLE_COMPUTE } from '../../../../model/kinds';
import type { MessageItem } from '../../../../model/message';
import type { ExecutionRequest } from '../../../../model/request';
import { messageText } from '../../../../model/template';
import type { Capacity, OwnAnswer, Proposal } from '../../platform';
import type { NeededEnvironment } from '../environments';
import { notebookProspect } from '../executables/notebook';
import { answerLocally, type Circumstances } from '../local-answer';

const NOW = Date.UTC(2026, 10, 24, 12);

type Circumstanced = Omit<Circumstances, 'prospect'> & NeededEnvironment;

const circumstances = (more: Partial<Circumstanced> = {}): Circumstanced => ({
  limits: { cores: 4, memory: 8 },
  disk: 100 * 2 ** 30,
  python: '3.11',
  longest: 24 * 3600,
  keeper: 'the test',
  cached: true,
  bytes: more.cached === false ? 1.5 * 2 ** 30 : 0,
  requirements: '',
  missing: [],
  now: NOW,
  ...more
});

/** The answer where the kind is one that this computer knows. */
const answer = (asked: ExecutionRequest, at: Circumstanced): OwnAnswer =>
  answerLocally(asked, {
    ...at,
    prospect:
      asked.executable.kind === JUPYTER_NOTEBOOK
        ? notebookProspect(asked.executable, at)
        : undefined
  });

const request = (more: object = {}, executable: object = {}): ExecutionRequest => ({
  executable: { kind: JUPYTER_NOTEBOOK, location: '/files/sha256/x', ...executable },
  ...more
});

const compute = (more: object): object => ({ compute: { kind: SIMPLE_COMPUTE, ...more } });

function proposals(
  asked: ExecutionRequest,
  at = circumstances(),
  free: Capacity = at.limits
): Proposal[] {
  const own = answer(asked, at);
  const result = 'reasons' in own ? own : own.propose(free);
  if ('reasons' in result) {
    throw new Error(result.reasons.map(messageText).join('; '));
  }
  return result;
}

function reasons(asked: ExecutionRequest, at = circumstances(), free?: Capacity): MessageItem[] {
  const own = answer(asked, at);
  const result = 'reasons' in own ? own : own.propose(free ?? at.limits);
  return 'reasons' in result ? result.reasons : [];
}

describe('this computer says YES', () => {
  it('with sensible defaults where nothing is asked', () => {
    expect(proposals(request())).toMatchObject([
      { cores: 1, memory: 2, seconds: 3600, starts: NOW, costs: [{ min: 0, max: 0 }] }
    ]);
  });

  it('in the mode that is asked, and where none is, in either', () => {
    const modes = (mode?: 'batch' | 'interactive'): unknown =>
      proposals(request({}, mode ? { mode } : {})).map(proposal => proposal.modes);
    expect(modes()).toEqual([['batch', 'interactive']]);
    expect(modes('batch')).toEqual([['batch']]);
    expect(modes('interactive')).toEqual([['interactive']]);
  });

  it('with what is asked, and with more room where the request can use it', () => {
    const asked = request(compute({ cores: { min: 1, max: 16 }, memory: { min: 2, max: 4 } }));
    expect(proposals(asked)).toMatchObject([
      { cores: 1, memory: 2 },
      { cores: 4, memory: 4 }
    ]);
  });

  it('never with less than the least, more than the most, or more than is free', () => {
    const amount = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined });
    const range = fc.record({ min: amount, max: amount });
    fc.assert(
      fc.property(
        range,
        range,
        fc.record({ cores: fc.nat(8), memory: fc.nat(8) }),
        (cores, memory, free) => {
          const own = answer(request(compute({ cores, memory })), circumstances());
          const result = 'reasons' in own ? own : own.propose(free);
          if ('reasons' in result) {
            expect(result.reasons.length).toBeGreaterThan(0);
            return;
          }
          for (const offer of result) {
            for (const [what, asked] of [
              ['cores', cores],
              ['memory', memory]
            ] as const) {
              expect(offer[what]).toBeLessThanOrEqual(free[what]);
              expect(offer[what]).toBeGreaterThanOrEqual(asked.min ?? 1);
              expect(offer[what]).toBeLessThanOrEqual(asked.max ?? 12);
            }
          }
        }
      )
    );
  });

  it('for a start that lies ahead', () => {
    const asked = request({
      schedule: { requested: { start: '2026-11-24T20:00:00Z/PT2H', duration: 'PT30M' } }
    });
    expect(proposals(asked)).toMatchObject([{ starts: Date.UTC(2026, 10, 24, 20), seconds: 1800 }]);
  });

  it('and says how limits are kept, what must be built, and which Python it has', () => {
    const [offer] = proposals(
      request({}, { language: { name: 'python', version: '3.9.12' } }),
      circumstances({ cached: false, buildSeconds: 7 })
    );
    expect(offer!.preparing).toBe(7);
    const said = offer!.messages.map(messageText).join('. ');
    expect(said).toMatch(/kept by the test/);
    expect(said).toMatch(/must be built/);
    expect(said).toMatch(/written with Python 3.9; this computer runs it with 3.11/);
  });
});

it('this computer serves what fetches data of a kind that it does not know by itself', () => {
  const data = [{ kind: S3_DATA, meta: { name: 's3://b/k' }, fetched: true }];
  expect(proposals(request({ data }))).toHaveLength(1);
  expect(reasons(request({ data: [...data, { kind: S3_DATA }] })).map(messageText)).toEqual([
    expect.stringMatching(/data\[1\].*S3/)
  ]);
});

describe('this computer says NO', () => {
  it.each<[string, ExecutionRequest, Partial<Circumstanced>, RegExp]>([
    [
      'an unknown kind',
      { executable: { kind: 'uri:whatever' } },
      {},
      /uri:whatever.*jupyter-notebook/
    ],
    ['unknown data', request({ data: [{ kind: S3_DATA }] }), {}, /data\[0\].*S3/],
    ['no location', request({}, { location: undefined }), {}, /where is the notebook/],
    ['R', request({}, { language: { name: 'r' } }), {}, /written in R/],
    ['too many cores', request(compute({ cores: { min: 64 } })), {}, /64 cores asked, at most 4/],
    ['at most nothing', request(compute({ memory: { max: 0 } })), {}, /at most 0 asked/],
    ['too much memory', request(compute({ memory: { min: 64 } })), {}, /64 GiB asked, at most 8/],
    [
      'a range upside down',
      request(compute({ cores: { min: 3, max: 2 } })),
      {},
      /at least 3.*most 2/
    ],
    ['accelerators', request(compute({ accelerators: { min: 1 } })), {}, /accelerators: 1/],
    [
      'too long',
      request({ schedule: { requested: { duration: 'P2D' } } }),
      {},
      /PT48H.*at most PT24H/
    ],
    [
      'the past',
      request({ schedule: { requested: { start: '2026-11-23T10:00:00Z/PT1H' } } }),
      {},
      /ended before now/
    ],
    ['a full disk', request(), { disk: 1000, cached: false }, /0.0 GiB free.*1.5 GiB/],
    [
      'large data',
      request({ data: [{ kind: request().executable.kind, size: 2 ** 40 }] }),
      {},
      /./
    ],
    [
      'a local folder in the requirements',
      request(),
      { requirements: 'numpy\n-e ../mylib\n' },
      /Line 2.*-e \.\.\/mylib/
    ],
    ['a file that was not sent', request(), { missing: ['/files/sha256/1'] }, /sha256\/1 is not in/]
  ])('to %s, with the reason', (_what, asked, at, words) => {
    expect(reasons(asked, circumstances(at)).map(messageText).join('\n')).toMatch(words);
  });

  it('to what is taken, with the smallest change that would do', () => {
    const asked = request(compute({ cores: { min: 2 } }));
    const [reason] = reasons(asked, circumstances(), { cores: 1, memory: 8 });
    expect(messageText(reason!)).toBe('compute.cores: 2 cores asked, 1 of 4 free now');
    expect(reason!.values).toMatchObject({ path: 'compute.cores', asked: '2', would: '1' });
  });

  it.each(['numpy', 'a @ https://example.org/a.zip', '# ./a', 'numpy>=1 ; python_version > "3"'])(
    'but not to the requirement %j',
    requirements => {
      expect(reasons(request(), circumstances({ requirements }))).toEqual([]);
    }
  );
});
