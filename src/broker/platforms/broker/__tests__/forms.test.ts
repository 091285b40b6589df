import { dialectOf } from '../../../../dialects/dialect';
import { writeMedia } from '../../../../dialects/media';
import { WIRE_FORMS } from '../../../../model/wire-form';
import { question, until } from '../../../__tests__/test-broker';
import { startAggregator } from './brokers';
import { session, startCrooked, text, yes, type Script } from './crooked-broker';

/** A broker that speaks one form, in YAML, and says so nowhere but in what it answers. */
async function startIn(form: (typeof WIRE_FORMS)[number]): ReturnType<typeof startCrooked> {
  const dialect = dialectOf(form);
  const yaml = (document: unknown): Script =>
    text(writeMedia(document, 'application/yaml'), 200, { 'Content-Type': 'application/yaml' });
  const there = await startCrooked();
  const one = (): unknown => dialect.writeSession(session(there.phase) as never);
  const { 'POST /requests': asked } = there.scripts;
  there.scripts = {
    [`POST ${dialect.askPath}`]: asked!,
    'GET /offersets/{id}': (response, request) =>
      yaml(dialect.writeOfferSet(yes(session()) as never))(response, request),
    'GET /sessions/{id}': (response, request) => yaml(one())(response, request),
    'POST /sessions/{id}': (response, request) => {
      const { value } = dialect.readUpdate(JSON.parse(request.body)) as { value: string };
      there.phase = value;
      return yaml(one())(response, request);
    }
  };
  return there;
}

describe.each(WIRE_FORMS)('a broker that speaks %s', form => {
  it('is understood without being told which', async () => {
    const there = await startIn(form);
    const us = await startAggregator({ below: [{ name: 'There', url: there.url }] });
    const set = await us.client.ask(question());
    expect(set.answers).toMatchObject([{ platform: 'There', state: 'YES' }]);
    const [offer] = set.offers!;
    expect(offer!.compute?.cores).toEqual({ min: 1, max: 1 });
    const uuid = offer!.meta!.uuid!;
    expect((await us.client.accept(uuid)).phase).toBe('ACCEPTED');
    there.phase = 'AVAILABLE';
    await until(async () => (await us.client.session(uuid)).phase === 'AVAILABLE');
    expect((await us.client.cancel(uuid)).phase).toBe('CANCELLED');
    expect(there.phase).toBe('CANCELLED');
  });
});
