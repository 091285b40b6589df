import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SINGULARITY_CONTAINER } from '../../../../../model/kinds';
import { messageText } from '../../../../../model/template';
import { findApptainer } from '../apptainer';
import { singularityProspect } from '../singularity-container';

const FOUND = { program: 'apptainer', version: 'apptainer version 1.3.1' };
const SIF = `/files/sha256/${'a'.repeat(64)}`;

const said = (location: string | undefined, found: typeof FOUND | null = FOUND): string =>
  singularityProspect(
    { executable: { kind: SINGULARITY_CONTAINER, ...(location ? { location } : {}) } },
    found ?? undefined
  )
    .reasons.map(messageText)
    .join('\n');

describe('a singularity-container', () => {
  it.each([SIF, 'https://example.org/a.sif', 'docker://registry.example.org/a/b:1', 'oras://a/b'])(
    'may be at %s',
    location => {
      expect(said(location)).toBe('');
    }
  );

  it.each(['/etc/passwd', '--writable', 'docker://a b', 'ftp://a'])(
    'may not be at %s',
    location => {
      expect(said(location)).toMatch(/executable.location must be a .sif file/);
    }
  );

  it('gets a NO where there is no Apptainer, with what to install', () => {
    expect(said(SIF, null)).toMatch(/no Apptainer on this computer.*install apptainer/);
  });

  it('gets a NO without an image', () => {
    expect(said(undefined)).toMatch(/where is the image/);
  });
});

describe('the Apptainer of this computer', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'apptainer-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A stand-in that says a version. Leaves out: containers. */
  const fakeApptainer = (name: string, version: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${version}"\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const find = async (): ReturnType<typeof findApptainer> =>
    findApptainer(undefined, { PATH: folder });

  it('may have its older name, and is none where there is none', async () => {
    expect(await find()).toBeUndefined();
    fakeApptainer('singularity', 'singularity-ce version 3.11.0');
    expect(await find()).toEqual({
      program: 'singularity',
      version: 'singularity-ce version 3.11.0'
    });
    fakeApptainer('apptainer', 'apptainer version 1.3.1');
    expect(await find()).toEqual(FOUND);
  });
});
