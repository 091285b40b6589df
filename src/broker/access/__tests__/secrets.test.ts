import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { delimiter, join } from 'node:path';

import { temporaryFolder } from '../../__tests__/test-broker';
import { FileSecrets } from '../file-secrets';
import { findKeyring } from '../keyring-secrets';
import { openSecrets } from '../open-secrets';
import { LazySecrets, PassingSecrets, type Keeper, type Secrets } from '../secrets';

const ROOT = join(__dirname, '..', '..', '..', '..');
const PYTHON = execFileSync('python', ['-c', 'import sys; print(sys.executable)'])
  .toString()
  .trim();
const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
});

/** Lets Python find our package, and the FakeKeyring with its file in a folder of its own. */
function fakeKeyring(): string {
  const folder = temporaryFolder();
  process.env.PYTHONPATH = [ROOT, join(__dirname, 'fake-keyring')].join(delimiter);
  process.env.FAKE_KEYRING = folder;
  return folder;
}

/** Hides a keyring that the tests' Python may have. */
function noKeyring(): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'keyring.py'), 'raise ImportError("hidden")');
  process.env.PYTHONPATH = [ROOT, folder].join(delimiter);
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe.each<[string, () => Promise<Secrets>]>([
  ['passing', async () => Promise.resolve(new PassingSecrets())],
  ['in a file', async () => Promise.resolve(new FileSecrets(temporaryFolder(), unexpected))],
  [
    'in a keyring',
    async () => {
      fakeKeyring();
      return (await findKeyring({ python: PYTHON, folder: temporaryFolder() }))!;
    }
  ],
  [
    'found at the first use',
    async () => {
      const keeper = Object.assign(new PassingSecrets(), { words: 'in memory' });
      return Promise.resolve(new LazySecrets(async () => Promise.resolve(keeper)));
    }
  ]
])('secrets %s', (_where, open) => {
  it('come back as they were set, by their names', async () => {
    const secrets = await open();
    const secret = 'päss "wörd"\\ 🔑\u2028';
    await secrets.set('a', secret);
    await secrets.set('["b","https://example.org"]', 'other');
    expect(await secrets.get('a')).toBe(secret);
    expect(await secrets.get('["b","https://example.org"]')).toBe('other');
    expect(await secrets.get('c')).toBeUndefined();
  });

  it('are replaced and deleted; to delete what is not there is no error', async () => {
    const secrets = await open();
    await secrets.set('a', '1');
    await secrets.set('a', '2');
    expect(await secrets.get('a')).toBe('2');
    await secrets.delete('a');
    await secrets.delete('a');
    expect(await secrets.get('a')).toBeUndefined();
  });

  it('are not lost where many are set at once', async () => {
    const secrets = await open();
    const names = Array.from({ length: 20 }, (_, i) => `name ${i}`);
    await Promise.all(names.map(async name => secrets.set(name, `secret of ${name}`)));
    const found = await Promise.all(names.map(async name => secrets.get(name)));
    expect(found).toEqual(names.map(name => `secret of ${name}`));
  });
});

function unexpected(words: string): never {
  throw new Error(words);
}

describe('the file of secrets', () => {
  it('can be read by its owner only, in a folder that nobody else can enter', async () => {
    const folder = temporaryFolder();
    process.umask(0o000);
    try {
      const secrets = new FileSecrets(folder, unexpected);
      await secrets.set('a', '1');
      await secrets.set('b', '2');
    } finally {
      process.umask(0o022);
    }
    expect(modeOf(join(folder, 'secrets'))).toBe('700');
    expect(modeOf(join(folder, 'secrets', 'secrets.json'))).toBe('600');
    expect(readdirSync(join(folder, 'secrets'))).toEqual(['secrets.json']);
  });

  it('is put right where others could read it, and that is said without a secret', async () => {
    const folder = temporaryFolder();
    const said: string[] = [];
    const secrets = new FileSecrets(folder, words => said.push(words));
    await secrets.set('a', 'very secret');
    const file = join(folder, 'secrets', 'secrets.json');
    chmodSync(file, 0o644);
    expect(await secrets.get('a')).toBe('very secret');
    expect(modeOf(file)).toBe('600');
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`${file} (mode 644)`);
    expect(said[0]).not.toContain('very secret');
  });

  it('is not followed where it is a link', async () => {
    const folder = temporaryFolder();
    const elsewhere = join(temporaryFolder(), 'file');
    writeFileSync(elsewhere, '{"a": "1"}', { mode: 0o600 });
    mkdirSync(join(folder, 'secrets'));
    symlinkSync(elsewhere, join(folder, 'secrets', 'secrets.json'));
    const secrets = new FileSecrets(folder, unexpected);
    await expect(secrets.get('a')).rejects.toThrow(/it is a symbolic link.*Move it away/);
  });

  it.each(['{"a": "very secr', '["very secret"]', '{"a": {"very": "secret"}}'])(
    'is not used where it is damaged (%s), and not repeated',
    async text => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'secrets'));
      writeFileSync(join(folder, 'secrets', 'secrets.json'), text, { mode: 0o600 });
      const failure = new FileSecrets(folder, unexpected).set('b', '2');
      await expect(failure).rejects.toThrow(/is not used/);
      await expect(failure).rejects.not.toThrow(/very|secr(?!ets)/);
      expect(readFileSync(join(folder, 'secrets', 'secrets.json'), 'utf8')).toBe(text);
    }
  );
});

describe('the keyring', () => {
  const find = async (): Promise<Keeper | undefined> =>
    findKeyring({ python: PYTHON, folder: temporaryFolder() });

  it('says its name', async () => {
    fakeKeyring();
    expect((await find())?.words).toBe("in this system's keyring (Fake Keyring)");
  });

  it('gets its secrets through pipes: they are in no argument and no variable', async () => {
    const folder = fakeKeyring();
    const secrets = (await find())!;
    await secrets.set('a', 'very secret');
    expect(readFileSync(join(folder, 'backend.json'), 'utf8')).toContain('very secret');
    expect(readFileSync(join(folder, 'starts.jsonl'), 'utf8')).not.toContain('very secret');
  });

  it('takes one process for many questions at once', async () => {
    const folder = fakeKeyring();
    const secrets = (await find())!;
    await Promise.all(['a', 'b', 'c', 'd'].map(async name => secrets.get(name)));
    const starts = readFileSync(join(folder, 'starts.jsonl'), 'utf8').trim().split('\n');
    expect(starts).toHaveLength(2);
  });

  it('does not repeat what a backend says, which may be secrets', async () => {
    const folder = fakeKeyring();
    const secrets = (await find())!;
    await secrets.set('a', 'very secret');
    writeFileSync(join(folder, 'locked'), '');
    await expect(secrets.get('a')).rejects.toThrow(/RuntimeError. Unlock it, and try again/);
    await expect(secrets.get('a')).rejects.not.toThrow(/very secret/);
  });

  it('keeps apart what brokers of two folders keep', async () => {
    fakeKeyring();
    const [one, two] = [(await find())!, (await find())!];
    await one.set('a', '1');
    expect(await two.get('a')).toBeUndefined();
  });

  it('is none where its backend is not recommended', async () => {
    fakeKeyring();
    process.env.FAKE_KEYRING_PRIORITY = '0.5';
    expect(await find()).toBeUndefined();
  });

  it('is none where it does not open', async () => {
    writeFileSync(join(fakeKeyring(), 'locked'), '');
    expect(await find()).toBeUndefined();
  });

  it('is none where the library is not installed: a file takes its place', async () => {
    noKeyring();
    expect(await find()).toBeUndefined();
    const folder = temporaryFolder();
    const secrets = openSecrets({ python: PYTHON, folder });
    await secrets.set('a', '1');
    expect(secrets.words).toContain(join(folder, 'secrets', 'secrets.json'));
  });

  it('is none where Python cannot be started', async () => {
    expect(await findKeyring({ python: '/no/such/python', folder: temporaryFolder() })).toBe(
      undefined
    );
  });

  it('is not looked for among the notebooks: a keyring.py there is not the library', async () => {
    noKeyring();
    const notebooks = temporaryFolder();
    writeFileSync(
      join(notebooks, 'keyring.py'),
      `open(${JSON.stringify(join(notebooks, 'taken'))}, 'w')`
    );
    const before = process.cwd();
    process.chdir(notebooks);
    try {
      expect(await find()).toBeUndefined();
    } finally {
      process.chdir(before);
    }
    expect(readdirSync(notebooks)).toEqual(['keyring.py']);
  });
});
