import type { OffersModel } from '../offers/offers-model';
import type { SessionsModel } from '../sessions/sessions-model';

/** The pages of the main area, and with them the rest of the panel. */
export const pages = async (): Promise<typeof import('./pages')> =>
  import(/* webpackChunkName: "panel-rest" */ './pages');

/** What is opened later; each of these may fail, and is fetched again when it is needed. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  pages,
  async () => (await pages()).historyPage(),
  async () => (await pages()).sessionPage()
];

/**
 * Fetches what is opened later as soon as the panel has shown the first offers, each chunk in an idle
 * moment of its own: nothing waits for it, and who opens it does not wait either.
 */
export async function fetchAhead(
  {
    offers,
    sessions
  }: { offers: Pick<OffersModel, 'state'>; sessions: Pick<SessionsModel, 'state'> },
  parts = PARTS,
  idle = idleMoment
): Promise<void> {
  const states = [offers.state, sessions.state];
  await new Promise<void>(done => {
    const look = () => {
      const { answer, phase, stale } = offers.state.value;
      const waiting = phase === 'asking' && (stale || !answer?.offers?.length);
      if (sessions.state.value.loaded && !waiting) {
        states.forEach(state => state.changed.disconnect(look));
        done();
      }
    };
    states.forEach(state => state.changed.connect(look));
    look();
  });
  for (const part of parts) {
    await idle();
    await part().catch(() => undefined);
  }
}

/** Safari has no idle callbacks yet. */
async function idleMoment(): Promise<void> {
  await new Promise<void>(done => {
    if (typeof requestIdleCallback === 'function') {
      requestIdleCallback(() => done());
    } else {
      setTimeout(done, 500);
    }
  });
}
