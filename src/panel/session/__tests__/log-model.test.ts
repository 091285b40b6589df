import { BrokerError } from '../../../client/broker-error';
import { settled } from '../../__tests__/fake-broker';
import { LogModel } from '../log-model';

/** A broker with one growing log. Leaves out: everything but ranges, and what it cannot find. */
class FakeLogs {
  text: string | undefined;
  edition = '"1"';
  readonly asked: string[] = [];

  readonly wire = {
    call: async (path: string, { headers }: RequestInit): Promise<Response> => {
      const { Range: range = '' } = headers as Record<string, string>;
      this.asked.push(`${path.split('/').pop() ?? ''} ${range}`);
      await Promise.resolve();
      if (this.text === undefined) {
        throw new BrokerError('There is no standard output', 404);
      }
      const bytes = Buffer.from(this.text);
      const [, from = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
      const start = from ? Number(from) : Math.max(0, bytes.length - Number(last));
      if (start >= bytes.length) {
        throw new BrokerError('It has fewer bytes', 416);
      }
      const headersOf = new Map([
        ['ETag', this.edition],
        ['Content-Range', `bytes ${start}-${bytes.length - 1}/${bytes.length}`]
      ]);
      const part = bytes.subarray(start);
      return {
        headers: headersOf,
        arrayBuffer: () =>
          Promise.resolve(part.buffer.slice(part.byteOffset, part.byteOffset + part.length))
      } as unknown as Response;
    }
  };
}

function setUp(text?: string) {
  const logs = new FakeLogs();
  logs.text = text;
  // The wire's own class has more than is needed here.
  const model = new LogModel(logs as unknown as ConstructorParameters<typeof LogModel>[0], '1');
  const shown = () => model.state.value.text.toString();
  return { logs, model, shown };
}

it('reads on as the log grows, each byte once, whatever character it ends in', async () => {
  const { logs, model, shown } = setUp('one\ntwo');
  await model.look(false);
  expect(shown()).toBe('one\ntwo');
  const { version } = model.state.value;
  await model.look(false);
  expect(model.state.value.version).toBe(version);
  logs.text = 'one\ntwo ☃\nthree';
  await model.look(false);
  expect(shown()).toBe('one\ntwo ☃\nthree');
  expect(logs.asked).toEqual(['stdout bytes=-1048576', 'stdout bytes=6-', 'stdout bytes=6-']);
});

it('begins anew where another file took its place, be it shorter or longer', async () => {
  const { logs, model, shown } = setUp('a long beginning\n');
  await model.look(false);
  logs.edition = '"2"';
  logs.text = 'short\n';
  await model.look(false);
  expect(shown()).toBe('short\n'.trimEnd());
  logs.edition = '"3"';
  logs.text = 'something else altogether\n';
  await model.look(false);
  expect(shown()).toBe('something else altogether');
});

it('reads only the end of a long log, from a whole line on, and all of it when asked', async () => {
  const line = `${'x'.repeat(99)}\n`;
  const { model } = setUp(line.repeat(20_000));
  await model.look(false);
  expect(model.state.value.before).toBe(2_000_000 - 2 ** 20);
  expect(model.state.value.text.length).toBe(Math.floor(2 ** 20 / 100));
  expect(model.state.value.text.line(0)).toHaveLength(99);
  await model.showAll();
  expect(model.state.value).toMatchObject({ before: 0 });
  expect(model.state.value.text.length).toBe(20_000);
});

it('says why there is nothing, and does not ask again at every look', async () => {
  const { logs, model, shown } = setUp();
  await model.look(false);
  expect(model.state.value).toMatchObject({
    loading: false,
    remark: 'There is no standard output'
  });
  await model.look(false);
  expect(logs.asked).toHaveLength(1);
  logs.text = 'here';
  for (let i = 0; i < 5; i++) {
    await model.look(false);
  }
  expect(shown()).toBe('here');
  expect(model.state.value.remark).toBeUndefined();
});

it('reads once more when the session has ended, whenever it had looked before', async () => {
  const { logs, model, shown } = setUp();
  await model.look(false);
  logs.text = 'last words';
  expect(model.isComplete).toBe(false);
  await model.look(true);
  expect(shown()).toBe('last words');
  expect(model.isComplete).toBe(true);
});

it('turns to another log, and shows nothing of the one before', async () => {
  const { logs, model, shown } = setUp('out');
  await model.look(true);
  logs.text = 'err';
  const turning = model.select('stderr');
  expect(model.state.value).toMatchObject({ name: 'stderr', loading: true });
  expect(shown()).toBe('');
  await turning;
  await settled();
  expect(shown()).toBe('err');
});

it('finds lines, and those that come later too', async () => {
  const { logs, model } = setUp('a\nneedle\nb');
  await model.look(false);
  model.search('needle');
  expect(model.state.value.matches).toEqual([1]);
  logs.text = 'a\nneedle\nb needle\nc\nneedle\n';
  await model.look(false);
  expect(model.state.value.matches).toEqual([1, 2, 4]);
});
