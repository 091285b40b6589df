import type { OfferSetResponse } from '../../../../model/offer-set';
import { messageText } from '../../../../model/template';
import { question, until } from '../../../__tests__/test-broker';
import { Problem, say } from '../../../problem';
import { startAggregator, type Aggregator } from './brokers';
import {
  json,
  session,
  startCrooked,
  text,
  type CrookedBroker,
  type Scripts
} from './crooked-broker';

const first = (set: OfferSetResponse): string => set.offers![0]!.meta!.uuid!;
const accepts = ({ asked }: CrookedBroker): number =>
  asked.filter(line => line.startsWith('POST /sessions/')).length;

/** A broker with one offer that does what it is told, and ours above it, which has been offered it. */
async function offered(
  scripts: (there: CrookedBroker) => Scripts
): Promise<{ there: CrookedBroker; us: Aggregator; uuid: string }> {
  const there = await startCrooked();
  Object.assign(there.scripts, scripts(there));
  const us = await startAggregator({ below: [{ name: 'There', url: there.url, patience: 3000 }] });
  return { there, us, uuid: first(await us.client.ask(question())) };
}

describe('an acceptance', () => {
  it('whose answer is lost after the broker took it is not sent again', async () => {
    const { there, us, uuid } = await offered(broker => ({
      'POST /sessions/{id}': response => {
        broker.phase = 'ACCEPTED';
        response.destroy();
      }
    }));
    expect((await us.client.accept(uuid)).phase).toBe('ACCEPTED');
    expect(accepts(there)).toBe(1);
  });

  it('that was lost before the broker took it is sent once more', async () => {
    const { there, us, uuid } = await offered(broker => ({
      'POST /sessions/{id}': response => {
        if (accepts(broker) === 1) {
          response.destroy();
        } else {
          broker.phase = 'ACCEPTED';
          void json(session('ACCEPTED'))(response, NOTHING);
        }
      }
    }));
    expect((await us.client.accept(uuid)).phase).toBe('ACCEPTED');
    expect(accepts(there)).toBe(2);
  });

  it('of which nothing is known is found out later, by looking first', async () => {
    const { there, us, uuid } = await offered(broker => ({
      'POST /sessions/{id}': response => {
        broker.phase = 'ACCEPTED';
        // Gone for everything from here on.
        broker.scripts['GET /sessions/{id}'] = other => void other.destroy();
        response.destroy();
      }
    }));
    await expect(us.client.accept(uuid)).rejects.toThrow(/not known whether There has accepted/);
    there.scripts['GET /sessions/{id}'] = json(session('RUNNING'));
    await until(async () => (await us.client.session(uuid)).phase === 'RUNNING');
    expect(accepts(there)).toBe(1);
  });

  it.each([
    ['EXPIRED', 'EXPIRED'],
    ['REJECTED', 'REJECTED'],
    ['CANCELLED', 'REJECTED']
  ])('of an offer that is %s there says so', async (phase, here) => {
    const { us, uuid } = await offered(broker => ({
      'POST /sessions/{id}': response => {
        broker.phase = phase === 'CANCELLED' ? 'REJECTED' : phase;
        void json({ messages: [{ level: 'ERROR', message: 'Somebody was faster' }] }, 409)(
          response,
          NOTHING
        );
      }
    }));
    await expect(us.client.accept(uuid)).rejects.toThrow(
      /There no longer stands by this offer.*Somebody was faster/
    );
    expect((await us.client.session(uuid)).phase).toBe(here);
  });

  it('that is answered and not carried out is told as such; the offer stays', async () => {
    const { us, uuid } = await offered(() => ({
      'POST /sessions/{id}': json(session('OFFERED'))
    }));
    await expect(us.client.accept(uuid)).rejects.toThrow(/answered as if it had accepted/);
    expect((await us.client.session(uuid)).phase).toBe('OFFERED');
  });

  it('that is answered with the state before it is read again', async () => {
    const { us, uuid } = await offered(broker => ({
      'POST /sessions/{id}': response => {
        broker.phase = 'WAITING';
        void json(session('OFFERED'))(response, NOTHING);
      }
    }));
    expect((await us.client.accept(uuid)).meta?.uuid).toBe(uuid);
    expect((await us.client.session(uuid)).phase).toBe('WAITING');
  });

  it('of which nothing is known is not forgotten because a login ended', async () => {
    const there = await startCrooked();
    let signedIn = true;
    const us = await startAggregator({
      below: [
        {
          name: 'There',
          url: there.url,
          authorize: async () =>
            signedIn
              ? Promise.resolve({})
              : Promise.reject(new Problem(409, [say('ERROR', 'x', 'Sign in first')]))
        }
      ]
    });
    const uuid = first(await us.client.ask(question()));
    there.scripts['POST /sessions/{id}'] = response => {
      there.phase = 'ACCEPTED';
      there.scripts['GET /sessions/{id}'] = (other, { headers }) =>
        (signedIn ? json(session('ACCEPTED')) : text('', 401))(other, { ...NOTHING, headers });
      signedIn = false;
      response.destroy();
    };
    await expect(us.client.accept(uuid)).rejects.toThrow(/not known.*Sign in first/);
    signedIn = true;
    await until(async () => (await us.client.session(uuid)).phase === 'ACCEPTED');
    expect(accepts(there)).toBe(1);
  });

  it('that needs a login says so, and nothing is left hanging', async () => {
    const { us, uuid } = await offered(() => ({ 'POST /sessions/{id}': text('', 401) }));
    await expect(us.client.accept(uuid)).rejects.toThrow(/it asks who you are/);
    expect((await us.client.session(uuid)).phase).toBe('OFFERED');
  });
});

describe('a session elsewhere', () => {
  it('is followed through phases that are skipped, to its end', async () => {
    const { there, us, uuid } = await offered(() => ({}));
    await us.client.accept(uuid);
    there.scripts['GET /sessions/{id}'] = json(
      session('COMPLETED', {
        connectors: [
          { protocol: 'https', location: 'https://example.org/a' },
          { protocol: 'x', location: 'javascript:alert(1)' }
        ],
        extra: { kept: true }
      })
    );
    const done = await until(async () => {
      const found = await us.client.session(uuid);
      return found.phase === 'COMPLETED' && found;
    });
    expect(done.connectors).toEqual([{ protocol: 'https', location: 'https://example.org/a' }]);
    expect(done).toMatchObject({ extra: { kept: true } });
  });

  it('that is no longer known there has failed, after three looks', async () => {
    const { there, us, uuid } = await offered(() => ({}));
    await us.client.accept(uuid);
    there.scripts['GET /sessions/{id}'] = text('', 404);
    const lost = await until(async () => {
      const found = await us.client.session(uuid);
      return found.phase === 'FAILED' && found;
    }, 30);
    expect((lost.meta?.messages ?? []).map(messageText)).toContain(
      'There no longer knows this session'
    );
  });

  it('whose cancel is refused goes on here, too', async () => {
    const { there, us, uuid } = await offered(() => ({}));
    await us.client.accept(uuid);
    there.scripts['POST /sessions/{id}'] = text('phase: [', 403);
    await expect(us.client.cancel(uuid)).rejects.toThrow(/has not cancelled it.*followed on/);
    expect((await us.client.session(uuid)).phase).toBe('ACCEPTED');
  });
});

const NOTHING = { body: '', headers: {}, path: '' };
