import { settled } from '../../__tests__/fake-broker';
import { answer, offer } from '../../__tests__/samples';
import type { OffersState } from '../../offers/offers-model';
import type { SessionsState } from '../../sessions/sessions-model';
import { Snapshot } from '../../snapshot';
import { fetchAhead } from '../fetch-ahead';

function setUp(phase: OffersState['phase']) {
  const offers = new Snapshot<OffersState>({
    phase,
    stale: phase === 'asking',
    unstaged: [],
    acceptances: {}
  });
  const sessions = new Snapshot<SessionsState>({
    loaded: false,
    sessions: [],
    notices: [],
    frontends: {},
    busy: {},
    remarks: {}
  });
  const fetched: string[] = [];
  const fetching = fetchAhead({ offers: { state: offers }, sessions: { state: sessions } }, [
    () => Promise.reject(new Error('Network error')),
    () => Promise.resolve(fetched.push('rest')),
    () => Promise.resolve(fetched.push('page'))
  ]);
  return { fetched, fetching, offers, sessions };
}

it('waits until the first offers are there, and for nobody who takes longer', async () => {
  const { fetched, fetching, offers, sessions } = setUp('asking');
  sessions.patch({ loaded: true });
  await settled();
  expect(fetched).toEqual([]);
  offers.patch({ stale: false, answer: answer({ offers: [] }) });
  await settled();
  expect(fetched).toEqual([]);
  offers.patch({ answer: answer({ offers: [offer('1')] }) });
  await fetching;
  expect(fetched).toEqual(['rest', 'page']);
});

it('fetches where nobody asks, once the panel has what it shows; what fails stops nothing', async () => {
  const { fetched, fetching, sessions } = setUp('idle');
  await settled();
  expect(fetched).toEqual([]);
  sessions.patch({ loaded: true });
  await fetching;
  expect(fetched).toEqual(['rest', 'page']);
});

it('fetches after an answer without offers too', async () => {
  const { fetched, fetching, offers, sessions } = setUp('asking');
  sessions.patch({ loaded: true });
  offers.patch({ phase: 'answered', stale: false, answer: answer({ offers: [] }) });
  await fetching;
  expect(fetched).toEqual(['rest', 'page']);
});
