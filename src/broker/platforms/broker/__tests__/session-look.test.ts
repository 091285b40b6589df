import { EventEmitter, on } from 'node:events';

import { messageText } from '../../../../model/template';
import { Problem, say } from '../../../problem';
import type { Happening } from '../../platform';
import { cancelThere } from '../cancellation';
import { Following } from '../following';
import { Remote } from '../remote';
import { lookAt, type Watched } from '../session-look';
import { SessionStreams } from '../session-streams';
import { json, session, SESSION, startCrooked, text, type Script } from './crooked-broker';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach(end => end()));

/** Lets in who sends the token, and to whom says 401 else; `reading`: who sends none may read. */
function guarded(right: string, reading: boolean, script: Script): Script {
  return (response, request) => {
    const { authorization } = request.headers;
    const open = authorization === `Bearer ${right}` || (reading && authorization === undefined);
    return (open ? script : text('', 401))(response, request);
  };
}

/** The way in with a token that is kept, as a person's sign-in gives it. */
class Login {
  asked = 0;

  constructor(public token: string) {}

  readonly authorize = async (again: boolean): Promise<Record<string, string>> => {
    this.asked += 1;
    return again
      ? Promise.reject(new Problem(409, [say('ERROR', 'x', 'Sign in: the token was refused')]))
      : Promise.resolve({ Authorization: `Bearer ${this.token}` });
  };
}

function remoteAt(url: string, authorize = new Login('right').authorize): Remote {
  const remote = new Remote({ url, authorize, patience: 5000 });
  ends.push(() => remote.close());
  return remote;
}

const watched = (): Watched => ({ uuid: 'a', key: SESSION, cursor: 0, present: found => found });

/** Follows a session at a broker; `told` gives each thing that it is told, as it comes. */
function follow(remote: Remote): {
  following: Following<Watched>;
  told: AsyncIterator<Happening>;
} {
  const news = new EventEmitter();
  const lines = on(news, 'told');
  const following = new Following<Watched>({
    platform: 'There',
    look: async (one, signal) => lookAt(remote, one, signal, 'There'),
    report: async (_uuid, happenings) => {
      happenings.forEach(happening => news.emit('told', happening));
      return Promise.resolve();
    },
    onOver: () => undefined,
    onError: error => {
      throw error;
    }
  });
  ends.push(() => following.close());
  const told = (async function* (): AsyncGenerator<Happening> {
    for await (const [happening] of lines as AsyncIterable<[Happening]>) {
      yield happening;
    }
  })();
  return { following, told };
}

const next = async (told: AsyncIterator<Happening>): Promise<string> => {
  const { message, phase } = ((await told.next()) as { value: Happening }).value;
  return message ? messageText(message) : (phase ?? '');
};

describe('a broker that everybody may read', () => {
  it('is read without the login that it refuses, which is then spared', async () => {
    const there = await startCrooked({
      'GET /sessions/{id}': guarded('right', true, json(session('RUNNING'))),
      'POST /sessions/{id}': guarded('right', false, json(session('CANCELLED')))
    });
    const login = new Login('wrong');
    const remote = remoteAt(there.url, login.authorize);

    expect(await remote.session(SESSION)).toMatchObject({ session: { phase: 'RUNNING' } });
    expect(there.asked).toHaveLength(2);
    await remote.session(SESSION);
    expect(there.asked).toHaveLength(3);
    await expect(remote.setPhase(SESSION, 'CANCELLED')).rejects.toThrow(/the token was refused/);

    login.token = 'right';
    there.scripts['GET /sessions/{id}'] = guarded('right', false, json(session('RUNNING')));
    expect(await remote.session(SESSION)).toMatchObject({ session: { phase: 'RUNNING' } });
  });

  it('is tried for that once where nobody may', async () => {
    const there = await startCrooked({ 'GET /sessions/{id}': text('', 401) });
    const remote = remoteAt(there.url);
    const read = async (): Promise<void> =>
      expect(remote.session(SESSION)).rejects.toThrow(/the token was refused/);
    await read();
    expect(there.asked).toHaveLength(2);
    await read();
    expect(there.asked).toHaveLength(3);
  });
});

describe('a session that is followed', () => {
  it('says once that one must sign in, and goes on when that is done', async () => {
    const there = await startCrooked({
      '*': guarded('new', false, text('', 404)),
      'GET /sessions/{id}': guarded('new', false, json(session('RUNNING')))
    });
    const login = new Login('old');
    const { following, told } = follow(remoteAt(there.url, login.authorize));
    following.add(watched());
    expect(await next(told)).toMatch(/There cannot be followed at the moment: .*token was refused/);

    const before = login.asked;
    following.nudge('a');
    while (login.asked === before) {
      await new Promise(setImmediate);
    }
    login.token = 'new';
    following.nudge('a');
    // Nothing between: it was not said again.
    expect(await next(told)).toBe('There answers again');
    expect(await next(told)).toBe('RUNNING');
  });

  it('is read on from the last event that came, where its stream broke', async () => {
    const asked: (string | undefined)[] = [];
    const event = (seq: number): string =>
      `id: ${seq}\ndata: ${JSON.stringify({
        seq,
        time: '2026-11-24T10:00:00Z',
        type: 'message',
        message: { level: 'INFO', message: `event ${seq}` }
      })}\n\n`;
    const there = await startCrooked({
      'GET /openapi.json': json({
        openapi: '3.1.0',
        paths: { '/requests': {}, '/files/sha256/{digest}': {} }
      }),
      'GET /sessions/{id}': json(session('RUNNING')),
      'GET /sessions/{id}/events': (response, { headers }) => {
        asked.push(headers['last-event-id'] as string | undefined);
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        if (asked.length === 1) {
          response.write(event(1) + event(2), () => setImmediate(() => response.destroy()));
        } else {
          response.end(event(3));
        }
      }
    });
    const remote = remoteAt(there.url);
    expect(await remote.known.isOurs()).toBe(true);
    const { following, told } = follow(remote);
    const streamed: string[] = [];
    const streams = new SessionStreams({
      remote,
      report: async (_uuid, happenings) => {
        streamed.push(...happenings.map(({ message }) => messageText(message!)));
        return Promise.resolve();
      },
      onBroken: one => following.add(one),
      onOver: () => undefined,
      onError: error => {
        throw error;
      }
    });
    ends.push(() => streams.close());
    expect(streams.take(watched())).toBe(true);
    expect(await next(told)).toBe('event 3');
    expect(streamed).toEqual(['event 1', 'event 2']);
    expect(asked).toEqual([undefined, '2']);
  });
});

describe('a cancel', () => {
  it('that is answered 200 and not carried out is told as such, with what is there', async () => {
    const there = await startCrooked({ 'POST /sessions/{id}': json(session('RUNNING')) });
    there.phase = 'RUNNING';
    const seen: (string | undefined)[] = [];
    const cancelling = cancelThere(SESSION, {
      remote: remoteAt(there.url),
      platform: 'There',
      within: 1000,
      onSeen: async ({ phase }) => Promise.resolve(void seen.push(phase))
    });
    await expect(cancelling).rejects.toThrow(
      'There took the cancel, and 1 s later the session is still RUNNING there. It is followed on'
    );
    expect(seen).toEqual(['RUNNING']);
  });

  it('that takes its time there is waited for', async () => {
    const there = await startCrooked({ 'POST /sessions/{id}': json(session('RUNNING')) });
    let looks = 0;
    there.scripts['GET /sessions/{id}'] = (response, request) =>
      json(session((looks += 1) < 2 ? 'RELEASING' : 'CANCELLED'))(response, request);
    const seen: (string | undefined)[] = [];
    await cancelThere(SESSION, {
      remote: remoteAt(there.url),
      platform: 'There',
      within: 30_000,
      onSeen: async ({ phase }) => Promise.resolve(void seen.push(phase))
    });
    expect(seen).toEqual(['CANCELLED']);
  });
});
