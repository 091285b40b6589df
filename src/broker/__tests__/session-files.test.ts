import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SessionFileList, type ListedFile } from '../../model/session-files';
import { messageText } from '../../model/template';
import { check } from '../../model/validate';
import { startAggregator } from '../platforms/broker/__tests__/brokers';
import { accepted, ran, startLocalBroker } from './local-broker';
import { ask, notebook } from './notebooks';
import {
  FakePlatform,
  question,
  startBroker,
  temporaryFolder,
  until,
  type TestBroker
} from './test-broker';

jest.setTimeout(240_000);

const ODD = [
  'mit Lücken.txt',
  '100%.txt',
  'a%2Fb.txt',
  'zwei\nZeilen.txt',
  '数据/表 1.csv',
  "it's.txt"
];

async function list({ url }: TestBroker, uuid: string): Promise<SessionFileList> {
  const response = await fetch(`${url}/sessions/${uuid}/files`, {
    headers: { Accept: 'application/json' }
  });
  expect(response.status).toBe(200);
  const document = (await response.json()) as SessionFileList;
  expect(check(SessionFileList, document)).toEqual([]);
  return document;
}

const states = (files: readonly ListedFile[]): Record<string, string> =>
  Object.fromEntries(files.map(({ path, state }) => [path, state]));

async function content({ url }: TestBroker, uuid: string, path: string): Promise<string> {
  const name = path.split('/').map(encodeURIComponent).join('/');
  const response = await fetch(`${url}/sessions/${uuid}/files/${name}`);
  expect(response.status).toBe(200);
  return response.text();
}

describe('the files of a session on this computer', () => {
  it('are new, changed or the same, beside what was sent along', async () => {
    const secret = join(temporaryFolder(), 'secret.txt');
    writeFileSync(secret, 'secret');
    const broker = await startLocalBroker();
    const { meta, phase } = await ran(
      broker,
      ask(
        notebook(
          'import os, shutil, time',
          'open("longer.txt", "a").write("!")',
          // As long as before, and as old: only its content tells.
          'before = os.stat("other.txt"); open("other.txt", "w").write("yz"); ' +
            'os.utime("other.txt", ns=(before.st_atime_ns, before.st_mtime_ns))',
          'text = open("again.txt").read(); time.sleep(0.01); open("again.txt", "w").write(text)',
          'os.makedirs("out/deep"); open("out/deep/new.bin", "wb").write(bytes(5))',
          `os.symlink(${JSON.stringify(secret)}, "leads-out"); os.symlink("/etc", "leads-out-too")`,
          'os.symlink("out/deep/new.bin", "leads-in"); os.symlink("out", "folder-link")',
          'open(".hidden", "w").write("x"); os.mkfifo("pipe")'
        ),
        {
          files: {
            'longer.txt': Buffer.from('ab'),
            'other.txt': Buffer.from('xy'),
            'again.txt': Buffer.from('ab'),
            'data/same.txt': Buffer.from('ab')
          }
        }
      )
    );
    expect(phase).toBe('COMPLETED');
    const { files, messages } = await list(broker, meta!.uuid!);
    expect(messages).toBeUndefined();
    expect(states(files)).toEqual({
      'again.txt': 'same',
      'data/same.txt': 'same',
      'leads-in': 'new',
      'longer.txt': 'changed',
      'other.txt': 'changed',
      'out/deep/new.bin': 'new',
      'test.ipynb': 'changed'
    });
    expect(files.map(({ path }) => path)).toEqual(files.map(({ path }) => path).toSorted());
    const find = (path: string): ListedFile => files.find(file => file.path === path)!;
    expect(find('out/deep/new.bin').bytes).toBe(5);
    expect(Date.now() - Date.parse(find('longer.txt').modified)).toBeLessThan(600_000);
    const ab = createHash('sha256').update('ab').digest('hex');
    expect([find('again.txt').sha256, find('data/same.txt').sha256]).toEqual([ab, ab]);
    expect(find('longer.txt').sha256).toBeUndefined();
  });

  it('can have any name, and can be had by it', async () => {
    const broker = await startLocalBroker();
    const code = `import os\nfor name in ${JSON.stringify(ODD)}:
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    open(name, "w").write(name)
open(b"\\xff\\xfe.txt", "w").write("not UTF-8")`;
    const { meta } = await ran(broker, ask(notebook(code)));
    const { files, messages } = await list(broker, meta!.uuid!);
    const made = files.filter(({ state }) => state === 'new').map(({ path }) => path);
    expect(made).toEqual(ODD.toSorted());
    for (const path of made) {
      expect(await content(broker, meta!.uuid!, path)).toBe(path);
    }
    expect(messages!.map(messageText)).toEqual([expect.stringContaining('not UTF-8')]);
  });

  it('are listed while it runs, and up to 10,000 of them', async () => {
    const broker = await startLocalBroker();
    const uuid = await accepted(
      broker,
      ask(
        notebook(
          'for i in range(10_001):\n    open(f"{i}.txt", "w").close()',
          'import os, time\nwhile not os.path.exists("go"): time.sleep(0.02)'
        )
      )
    );
    // Before it is set up there is nothing, and that is no error.
    await list(broker, uuid);
    await until(async () => (await broker.client.session(uuid)).progress?.done === 1, 120);
    const { files, messages } = await list(broker, uuid);
    expect(files).toHaveLength(10_000);
    expect(messages!.map(messageText)).toEqual([expect.stringMatching(/more than 10000 files/)]);
    writeFileSync(join(broker.folder, 'sessions', uuid, 'work', 'go'), '');
    await until(async () => (await broker.client.session(uuid)).phase === 'COMPLETED', 60);
  });

  it('pass through a broker above, with the provenance of the environment', async () => {
    const below = await startLocalBroker();
    const above = await startAggregator({ below: [{ name: 'Below', url: below.url }] });
    const { meta } = await ran(above, ask(notebook('open("made.txt", "w").write("x")')));
    const uuid = meta!.uuid!;
    expect(states((await list(above, uuid)).files)).toMatchObject({ 'made.txt': 'new' });
    expect(await content(above, uuid, 'made.txt')).toBe('x');
    const provenance = await above.client.wire.document(
      'Provenance',
      `/sessions/${uuid}/provenance`,
      {}
    );
    expect(provenance).toMatchObject({
      session: uuid,
      platform: 'Below',
      below: ['This computer'],
      outcome: 'COMPLETED'
    });
    expect(provenance.environment!.packages).toContainEqual(expect.stringMatching(/^ipykernel==/));
    await below.app.close();
    const response = await fetch(`${above.url}/sessions/${uuid}/files`);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('cannot be listed');
  });
});

it('says of a platform that lists no files that only the notebook can be had', async () => {
  const broker = await startBroker({ platforms: report => [new FakePlatform(report)] });
  const uuid = await accepted(broker, question());
  const { files, messages } = await list(broker, uuid);
  expect(files).toEqual([]);
  expect(messages!.map(messageText)).toEqual([
    expect.stringContaining('only the executed notebook')
  ]);
});

describe('the provenance of a result', () => {
  it('says what was promised, what happened, and what was installed', async () => {
    const broker = await startLocalBroker();
    const { meta } = await ran(
      broker,
      ask(notebook('x = 1', '1 / 0'), { compute: { cores: { min: 1 }, memory: { min: 1 } } })
    );
    const uuid = meta!.uuid!;
    const provenance = await broker.client.wire.document(
      'Provenance',
      `/sessions/${uuid}/provenance`,
      {}
    );
    expect(provenance).toMatchObject({
      session: uuid,
      broker: expect.stringMatching(/^broker-/),
      platform: 'This computer',
      notebook: 'test.ipynb',
      promised: { cores: 1, memory: 1, schedule: { available: {} } },
      outcome: 'FAILED',
      message: expect.stringContaining('ZeroDivisionError'),
      cells: { cell: 2, cells: 2, done: 1 }
    });
    const phases = provenance.phases.map(({ phase }) => phase);
    expect(phases[0]).toBe('OFFERED');
    expect(phases.at(-1)).toBe('FAILED');
    const times = provenance.phases.map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const { packages, sha256 } = provenance.environment!;
    expect(packages).toContainEqual(expect.stringMatching(/^ipykernel==/));
    expect(sha256).toBe(
      createHash('sha256')
        .update(`${packages.join('\n')}\n`)
        .digest('hex')
    );
  });
});
