import { PublishedOnce } from '../published-once';
import type { StagedFile, StagingArea } from '../staging-area';

/** Answers when it is told to. Leaves out: sending anything. */
class FakeArea implements StagingArea {
  readonly words = 'Fake';
  readonly calls: { name: string; succeed: () => void; fail: () => void }[] = [];

  async publish({ digest, name }: { digest: string; name: string }): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.calls.push({
      name,
      succeed: () => resolve(`https://files.example.org/${digest}/${this.calls.length}`),
      fail: () => reject(new Error('It is full'))
    });
    return promise;
  }
}

const file = (digest: string, name = 'a.ipynb'): StagedFile => ({
  digest,
  name,
  path: `/${digest}`,
  size: 1
});

describe('what is published once', () => {
  const clock = { now: 0 };
  function setUp(): { area: FakeArea; once: PublishedOnce } {
    const area = new FakeArea();
    clock.now = 0;
    return { area, once: new PublishedOnce(area, 1000, () => clock.now) };
  }

  it('is sent once for all who ask at a time', async () => {
    const { area, once } = setUp();
    const both = Promise.all([once.publish(file('1')), once.publish(file('1'))]);
    area.calls[0]!.succeed();
    const [first, second] = await both;
    expect(second).toBe(first);
    expect(await once.publish(file('1'))).toBe(first);
    expect(area.calls).toHaveLength(1);
  });

  it('is sent side by side with other files', () => {
    const { area, once } = setUp();
    void once.publish(file('1'));
    void once.publish(file('2'));
    expect(area.calls).toHaveLength(2);
  });

  it('waits for the same content under another name', async () => {
    const { area, once } = setUp();
    const first = once.publish(file('1', 'a'));
    const second = once.publish(file('1', 'b'));
    expect(area.calls.map(call => call.name)).toEqual(['a']);
    area.calls[0]!.fail();
    await expect(first).rejects.toThrow('It is full');
    // The second took its turn in the same breath, or takes it now.
    await Promise.resolve();
    expect(area.calls.map(call => call.name)).toEqual(['a', 'b']);
    area.calls[1]!.succeed();
    expect(await second).toContain('/1/');
  });

  it('is looked at again after the half-life', async () => {
    const { area, once } = setUp();
    const ask = async (): Promise<string> => {
      const url = once.publish(file('1'));
      area.calls.at(-1)!.succeed();
      return url;
    };
    await ask();
    clock.now = 999;
    await ask();
    expect(area.calls).toHaveLength(1);
    clock.now = 1000;
    await ask();
    expect(area.calls).toHaveLength(2);
  });

  it('is tried again after a failure, which all who asked are told', async () => {
    const { area, once } = setUp();
    const both = Promise.allSettled([once.publish(file('1')), once.publish(file('1'))]);
    area.calls[0]!.fail();
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = once.publish(file('1'));
    area.calls[1]!.succeed();
    expect(await again).toContain('/1/');
  });

  it('is forgotten when there is too much of it', async () => {
    const { area, once } = setUp();
    for (let i = 0; i <= 1000; i++) {
      const url = once.publish(file(String(i)));
      area.calls[i]!.succeed();
      await url;
    }
    await once.publish(file('1'));
    expect(area.calls).toHaveLength(1001);
    void once.publish(file('0'));
    expect(area.calls).toHaveLength(1002);
  });
});
