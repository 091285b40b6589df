import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { notebook } from '../../broker/__tests__/notebooks';
import { startService, TOKEN } from '../../broker/__tests__/service';
import { command, folderOf } from './command-process';

jest.setTimeout(120_000);

const SMALL = ['--memory', '1'];
const TOOK = /An earlier run took [\d.]+ s/;

describe('What earlier runs took', () => {
  it('is known to the next question about that notebook, also after a change, and to no other', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('import time; time.sleep(1)') });
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other', 'a.ipynb'), notebook('1'));
    expect((await command(folder, 'where', 'a.ipynb')).stdout).not.toMatch(TOOK);
    expect((await command(folder, 'run', 'a.ipynb', ...SMALL)).code).toBe(0);

    writeFileSync(join(folder, 'a.ipynb'), notebook('import time; time.sleep(1)', 'print(2)'));
    const { code, stdout } = await command(folder, 'where', 'a.ipynb');
    expect(code).toBe(0);
    expect(stdout).toMatch(TOOK);
    expect(stdout).toMatch(/An earlier run held [\d.]+ GiB at its peak/);
    expect((await command(folder, 'where', 'other/a.ipynb')).stdout).not.toMatch(TOOK);
  });

  it('is known of a program by its path', async () => {
    const folder = folderOf({ 'fit.py': 'import time; time.sleep(1)\n', 'b.py': '' });
    expect((await command(folder, 'run', 'fit.py', ...SMALL)).code).toBe(0);
    writeFileSync(join(folder, 'fit.py'), 'import time; time.sleep(2)\n');
    const { stdout } = await command(folder, 'where', 'fit.py');
    expect(stdout).toMatch(TOOK);
    expect(stdout).toMatch(/An earlier run held [\d.]+ GiB at its peak/);
    expect((await command(folder, 'where', 'b.py')).stdout).not.toMatch(TOOK);
  });

  it('is known by the content at a broker of many people, who have notebooks of that name too', async () => {
    const { url } = await startService();
    const mine = folderOf({ 'a.ipynb': notebook('print(1)'), token: TOKEN });
    const others = folderOf({ 'a.ipynb': notebook('print("another")'), token: TOKEN });
    const there = ['--broker', url, '--token-file', 'token'];
    expect((await command(mine, 'run', 'a.ipynb', ...SMALL, ...there)).code).toBe(0);
    expect((await command(mine, 'where', 'a.ipynb', ...there)).stdout).toMatch(TOOK);
    expect((await command(others, 'where', 'a.ipynb', ...there)).stdout).not.toMatch(TOOK);
  });
});
