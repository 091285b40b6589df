import { JUPYTER_NOTEBOOK } from '../../../../model/kinds';
import { question, until } from '../../../__tests__/test-broker';
import { startAggregator, type Aggregator } from './brokers';
import { json, session, startCrooked, yes, type CrookedBroker } from './crooked-broker';

const ASKED = {
  kind: JUPYTER_NOTEBOOK,
  meta: { name: 'orbits.ipynb', description: 'work/orbits.ipynb' },
  location: 'data:application/x-ipynb+json,{}'
};

/** A broker whose sessions say this of what they run, ours above it, and a session there that ours has looked at. */
async function accepted(more: object): Promise<{ us: Aggregator; there: CrookedBroker }> {
  const there = await startCrooked();
  there.scripts['GET /offersets/{id}'] = json(yes(session('OFFERED', more)));
  there.scripts['GET /sessions/{id}'] = response => {
    void json(session(there.phase, more))(response, { body: '', headers: {}, path: '' });
  };
  const us = await startAggregator({ below: [{ name: 'There', url: there.url, patience: 3000 }] });
  const { offers = [] } = await us.client.ask(question(1, { executable: ASKED }));
  expect(offers[0]?.executable?.meta).toMatchObject(ASKED.meta);
  const uuid = offers[0]?.meta?.uuid ?? '';
  await us.client.accept(uuid);
  there.phase = 'RUNNING';
  await until(async () => (await us.client.session(uuid)).phase === 'RUNNING');
  return { us, there };
}

it.each([
  ['does not say what it runs', {}],
  ['says only its kind', { executable: { kind: JUPYTER_NOTEBOOK } }],
  [
    'says another name',
    {
      executable: {
        kind: JUPYTER_NOTEBOOK,
        meta: { name: 'there', description: 'private/of-somebody-else.ipynb' }
      }
    }
  ]
])('a session of a broker that %s is known by our notebook, also later', async (_, more) => {
  const { us } = await accepted(more);
  const { sessions } = await us.client.sessions();
  expect(sessions[0]?.executable).toMatchObject({ kind: JUPYTER_NOTEBOOK, meta: ASKED.meta });
  // The broker is started again, and has only what it wrote down.
  await us.app.close();
  const again = await startAggregator({ folder: us.folder });
  const [kept] = (await again.client.sessions()).sessions;
  expect(kept?.executable).toMatchObject({ kind: JUPYTER_NOTEBOOK, meta: ASKED.meta });
});

it('what its broker says of what it runs besides is kept', async () => {
  const { us } = await accepted({
    executable: { kind: JUPYTER_NOTEBOOK, meta: { name: 'there', created: '2026-01-02T03:04:05Z' } }
  });
  const { sessions } = await us.client.sessions();
  expect(sessions[0]?.executable?.meta).toEqual({
    ...ASKED.meta,
    created: '2026-01-02T03:04:05Z'
  });
});
