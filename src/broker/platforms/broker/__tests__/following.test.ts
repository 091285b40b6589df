import { once, EventEmitter } from 'node:events';

import { messageText } from '../../../../model/template';
import type { Happening } from '../../platform';
import { Following, type Look } from '../following';
import { RemoteError } from '../remote-error';

const QUIET: Look = { happenings: [], changed: false, ended: false };

interface Followed {
  uuid: string;
  cursor: number;
}

/** Sessions that are followed, where every look waits to be told what it finds. */
function follow(look: (session: Followed) => Promise<Look>): {
  following: Following<Followed>;
  told: [string, Happening[]][];
  over: string[];
  news: EventEmitter;
} {
  const told: [string, Happening[]][] = [];
  const over: string[] = [];
  const news = new EventEmitter();
  const following = new Following<Followed>({
    platform: 'There',
    look,
    report: async (uuid, happenings) => {
      told.push([uuid, happenings]);
      news.emit('told');
      return Promise.resolve();
    },
    onOver: ({ uuid }) => {
      over.push(uuid);
      news.emit('over');
    },
    onError: error => {
      throw error;
    }
  });
  open.push(following);
  return { following, told, over, news };
}

const open: Following<Followed>[] = [];
afterEach(() => open.splice(0).forEach(following => following.close()));

const words = (happenings: Happening[]): string =>
  happenings.map(({ message }) => (message ? messageText(message) : '')).join(' ');

describe('a followed session', () => {
  it('tells once that its broker is silent, and once that it is back', async () => {
    let looks = 0;
    const { following, told, news } = follow(async () => {
      looks += 1;
      if (looks <= 3) {
        setImmediate(() => following.nudge('a'));
        return Promise.reject(new RemoteError('silent', 'nothing listens'));
      }
      return Promise.resolve(QUIET);
    });
    following.add({ uuid: 'a', cursor: 0 });
    while (told.length < 2) {
      await once(news, 'told');
    }
    expect(told.map(([, happenings]) => words(happenings))).toEqual([
      expect.stringMatching(/There cannot be followed at the moment: nothing listens/),
      'There answers again'
    ]);
    expect(looks).toBe(4);
  });

  it('is looked at no more once it has ended', async () => {
    const { following, over, news } = follow(async () =>
      Promise.resolve({ happenings: [{ phase: 'COMPLETED' }], changed: true, ended: true })
    );
    following.add({ uuid: 'a', cursor: 0 });
    await once(news, 'over');
    expect(over).toEqual(['a']);
    expect(following.size).toBe(0);
  });

  it('does not wait for one whose look hangs, and at most four are looked at together', async () => {
    let looking = 0;
    let most = 0;
    const seen = new Set<string>();
    const { following, news } = follow(async ({ uuid }) => {
      if (uuid === 'hangs') {
        return new Promise(() => undefined);
      }
      looking += 1;
      most = Math.max(most, looking);
      await new Promise(setImmediate);
      looking -= 1;
      seen.add(uuid);
      if (seen.size === 50) {
        news.emit('all');
      }
      return QUIET;
    });
    const all = once(news, 'all');
    following.add({ uuid: 'hangs', cursor: 0 });
    for (let i = 0; i < 50; i++) {
      following.add({ uuid: `s${i}`, cursor: 0 });
    }
    await all;
    expect(most).toBeLessThanOrEqual(3);
  });

  it.each([
    [1, 1, 4],
    [400, 200, 390]
  ])(
    'with %d quiet ones, the broker is asked %d to %d times a minute',
    async (many, least, most) => {
      jest.useFakeTimers();
      try {
        let looks = 0;
        const { following } = follow(async () => {
          looks += 1;
          return Promise.resolve(QUIET);
        });
        for (let i = 0; i < many; i++) {
          following.add({ uuid: `s${i}`, cursor: 0 });
        }
        await jest.advanceTimersByTimeAsync(6 * 60_000);
        looks = 0;
        await jest.advanceTimersByTimeAsync(4 * 60_000);
        expect(looks / 4).toBeGreaterThanOrEqual(least);
        expect(looks / 4).toBeLessThanOrEqual(most);
      } finally {
        jest.useRealTimers();
      }
    }
  );
});
