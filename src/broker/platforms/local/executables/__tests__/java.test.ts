import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JAVA_PROGRAM } from '../../../../../model/kinds';
import { messageText } from '../../../../../model/template';
import { Javas, majorOf } from '../java';
import { javaProspect } from '../java-program';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'java-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A stand-in that says a version as Java does, and runs nothing. */
function fakeJava(name: string, version: string): string {
  const bin = join(folder, name, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'java'), `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
  chmodSync(join(bin, 'java'), 0o755);
  return bin;
}

describe('the Java of this computer', () => {
  it('is the one in JAVA_HOME before those on PATH', async () => {
    fakeJava('home', '17.0.1');
    const PATH = fakeJava('other', '21');
    const javas = new Javas(undefined, { JAVA_HOME: join(folder, 'home'), PATH });
    expect(await javas.find()).toEqual({
      path: join(folder, 'home/bin/java'),
      version: '17.0.1',
      major: 17
    });
    expect(await javas.find(21)).toMatchObject({ version: '21' });
  });

  it('is the newest where none is as new as is wanted', async () => {
    const PATH = `${fakeJava('old', '1.8.0_392')}:${fakeJava('newer', '11.0.2')}`;
    expect(await new Javas(undefined, { PATH }).find(17)).toMatchObject({ major: 11 });
  });

  it('is noticed when it is installed, and when it is taken away', async () => {
    const javas = new Javas(undefined, { PATH: join(folder, 'late/bin') });
    expect(await javas.find()).toBeUndefined();
    fakeJava('late', '17');
    expect(await javas.find()).toMatchObject({ major: 17 });
    rmSync(join(folder, 'late'), { recursive: true });
    expect(await javas.find()).toBeUndefined();
  });

  it('is none where what is called java is something else', async () => {
    const PATH = fakeJava('odd', '17');
    writeFileSync(join(PATH, 'java'), '#!/bin/sh\nexit 1\n');
    expect(await new Javas(undefined, { PATH }).find()).toBeUndefined();
  });

  it('says its version as the real one does', async () => {
    let said: string;
    try {
      said = execFileSync('sh', ['-c', 'java -version 2>&1']).toString();
    } catch {
      console.warn('SKIPPED: there is no java on this computer, so the real one is not asked');
      return;
    }
    const found = await new Javas().find();
    expect(said).toContain(`"${found!.version}"`);
  });
});

it.each([
  ['17.0.15', 17],
  ['1.8.0_392', 8],
  ['21', 21],
  ['1', 1],
  ['what', undefined]
])('Java %s is of the generation %s', (version, major) => {
  expect(majorOf(version)).toBe(major);
});

describe('a java-program', () => {
  const program = { kind: JAVA_PROGRAM, location: '/files/sha256/x' };
  const java = { path: '/usr/bin/java', version: '17.0.15', major: 17 };
  const said = (more: object, found: typeof java | null = java): string =>
    javaProspect({ ...program, ...more }, found ?? undefined)
      .reasons.map(messageText)
      .join('\n');

  it('gets a YES that names the version', () => {
    const { reasons, remarks, modes } = javaProspect(program, java);
    expect(reasons).toEqual([]);
    expect(remarks.map(messageText)).toEqual(['It runs with Java 17.0.15']);
    expect(modes).toEqual(['batch']);
  });

  it('gets a NO where there is no Java, with what to install', () => {
    expect(said({}, null)).toMatch(/no Java on this computer.*install a Java runtime/);
  });

  it.each([
    ['21', /asks for Java 21, and the newest on this computer is 17.0.15; install Java 21/],
    ['17', /^$/],
    ['1.8', /^$/]
  ])('that asks for Java %s gets %s', (version, words) => {
    expect(said({ language: { name: 'java', version } })).toMatch(words);
  });

  it('gets a NO in another language, and where there is no jar', () => {
    expect(said({ language: { name: 'python' } })).toMatch(/written in Python, and a java-program/);
    expect(said({ location: undefined })).toMatch(/where is the jar/);
  });
});
