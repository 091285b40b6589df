import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Engines, removeContainer } from '../engines';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engines-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Those on a PATH that has nothing else. */
const engines = (): Engines => new Engines({}, { PATH: folder });

/** A stand-in for an engine's command line. Leaves out: containers. */
function fakeEngine(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const PODMAN = 'case "$1" in --version) echo podman version 4.3.1;; info) echo 4.3.1;; esac';
const NO_DAEMON =
  'case "$1" in --version) echo Docker version 28.2.2;; ' +
  '*) echo "Cannot connect to the Docker daemon. Is the docker daemon running?" >&2; exit 1;; esac';

describe('the container engine of this computer', () => {
  it('is podman where there is one', async () => {
    fakeEngine('podman', PODMAN);
    fakeEngine('docker', NO_DAEMON);
    expect(await engines().find()).toEqual({
      command: ['podman'],
      kind: 'podman',
      version: '4.3.1'
    });
  });

  it('may be podman under the name of docker', async () => {
    fakeEngine('docker', PODMAN);
    expect(await engines().find()).toMatchObject({ command: ['docker'], kind: 'podman' });
  });

  it('is none where the service of docker does not run, and its words say so', async () => {
    fakeEngine('docker', NO_DAEMON);
    expect(await engines().find()).toMatchObject({
      silent: [
        {
          name: 'docker',
          words: 'Cannot connect to the Docker daemon. Is the docker daemon running?'
        }
      ]
    });
  });

  it('is noticed when it is installed', async () => {
    const all = engines();
    expect(await all.find()).toEqual({ sought: ['podman', 'docker'], silent: [] });
    fakeEngine('podman', PODMAN);
    expect(await all.find()).toMatchObject({ kind: 'podman' });
  });

  it('is the one that the administrator names, with the options of every call', async () => {
    fakeEngine('podman', PODMAN);
    const own = fakeEngine('own', `test "$1" = --root=/x || exit 1; shift; ${PODMAN}`);
    const all = new Engines({ engine: own, options: ['--root=/x'] });
    expect(await all.find()).toMatchObject({ command: [own, '--root=/x'], kind: 'podman' });
  });

  it('is asked for its images in turn', async () => {
    const own = fakeEngine(
      'own',
      `case "$*" in "image inspect b") echo '[{"Os":"linux","Architecture":"arm64","Config":{"User":"7"}}]';; ` +
        `"image inspect a") exit 1;; *) ${PODMAN};; esac`
    );
    const all = new Engines({ engine: own });
    const engine = await all.find();
    if ('silent' in engine) {
      throw new Error('The stand-in does not answer');
    }
    expect(await all.image(engine, ['a', 'b'])).toEqual({ platform: 'linux/arm64', user: '7' });
    expect(await all.image(engine, ['a'])).toBeUndefined();
  });
});

describe('a container that is removed', () => {
  it('may have gone already', async () => {
    const engine = fakeEngine('own', 'echo "Error: No such container: x" >&2; exit 1');
    await expect(removeContainer([engine], 'x')).resolves.toBeUndefined();
  });

  it('is not lost sight of where the engine fails', async () => {
    const engine = fakeEngine('own', 'echo "disk on fire" >&2; exit 1');
    await expect(removeContainer([engine], 'x')).rejects.toThrow(/disk on fire/);
  });
});
