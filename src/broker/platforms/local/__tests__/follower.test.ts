import { appendFileSync, writeFileSync } from 'node:fs';

import { temporaryFolder, until } from '../../../__tests__/test-broker';
import type { Happening } from '../../platform';
import { Follower } from '../follower';
import { SessionFolder } from '../session-folder';

const line = (event: object): string => `${JSON.stringify(event)}\n`;
const cell = (n: number): string => line({ event: 'cell', cell: n, of: 9, status: 'ok' });
const FINISHED = line({ event: 'finished', outcome: 'completed', message: 'done' });

interface Followed {
  folder: SessionFolder;
  follower: Follower;
  seen: Happening[];
  cursors: number[];
  errors: unknown[];
}

function follow(log: string, { cursor = 0, pid = process.pid, failures = 0 } = {}): Followed {
  const folder = new SessionFolder(temporaryFolder());
  writeFileSync(folder.events, log);
  const seen: Happening[] = [];
  const cursors: number[] = [];
  const errors: unknown[] = [];
  let left = failures;
  const follower = new Follower(
    { uuid: 'x', folder, identity: { pid }, result: 'a.ipynb', cursor },
    async (_uuid, happenings, at) => {
      if (left-- > 0) {
        return Promise.reject(new Error('database or disk is full'));
      }
      seen.push(...happenings);
      cursors.push(at ?? -1);
      return Promise.resolve();
    },
    error => errors.push(error)
  );
  follower.start();
  return { folder, follower, seen, cursors, errors };
}

const done = (seen: Happening[]): number[] =>
  seen.flatMap(({ progress }) => (progress ? [progress.done] : []));

describe('following a runner', () => {
  it('reads on from its cursor, and ends with the session', async () => {
    const { follower, seen, cursors } = follow(cell(1) + cell(2) + FINISHED, {
      cursor: Buffer.byteLength(cell(1))
    });
    await follower.ended;
    expect(done(seen)).toEqual([2]);
    expect(seen.at(-1)?.step).toBe('complete');
    expect(cursors.at(-1)).toBe(Buffer.byteLength(cell(1) + cell(2) + FINISHED));
  });

  it('takes only whole lines, and no line twice', async () => {
    const { folder, follower, seen } = follow(cell(1) + cell(2).slice(0, 10));
    await until(async () => Promise.resolve(done(seen).length === 1));
    appendFileSync(folder.events, cell(2).slice(10));
    await until(async () => Promise.resolve(done(seen).length === 2));
    appendFileSync(folder.events, FINISHED);
    await follower.ended;
    expect(done(seen)).toEqual([1, 2]);
  });

  it('loses nothing where a report cannot be kept: it is made again', async () => {
    const { follower, seen, errors } = follow(cell(1) + FINISHED, { failures: 2 });
    await follower.ended;
    expect(errors).toHaveLength(2);
    expect(done(seen)).toEqual([1]);
    expect(seen.at(-1)?.step).toBe('complete');
  });

  it('passes over a torn line, and an event that it does not know', async () => {
    const { follower, seen } = follow(
      `${cell(1)}{"event": "ce\n${line({ event: 'new' })}${FINISHED}`
    );
    await follower.ended;
    expect(done(seen)).toEqual([1]);
  });

  it('says so where the runner has gone without a last word', async () => {
    const { follower, seen } = follow(cell(1), { pid: 2 ** 22 + 1 });
    await follower.ended;
    expect(seen.at(-1)).toMatchObject({ step: 'fail', message: { level: 'ERROR' } });
  });

  it('reads a log that is larger than its buffer', async () => {
    const many = Array.from({ length: 9000 }, (_, i) => cell(i + 1)).join('');
    const { follower, seen } = follow(many + FINISHED);
    await follower.ended;
    expect(done(seen)).toHaveLength(9000);
  });
});
