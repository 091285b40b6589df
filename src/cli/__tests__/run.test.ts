import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { notebook } from '../../broker/__tests__/notebooks';
import { until } from '../../broker/__tests__/test-broker';
import { command, CONTROLS, dataOf, folderOf, phasesIn, startCommand } from './command-process';

jest.setTimeout(120_000);

const SMALL = ['--memory', '1'];

/** What a notebook has printed. */
function printed(path: string): string {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as {
    cells: { outputs: { text?: string | string[] }[] }[];
  };
  return cells.flatMap(({ outputs }) => outputs.flatMap(({ text = '' }) => text)).join('');
}

function results(folder: string): string[] {
  return readdirSync(folder).filter(name => /\.run-\d{8}-\d{6}\.ipynb$/.test(name));
}

/** The process that runs a session on this computer. */
function runnerOf(folder: string, uuid: string): number {
  const file = join(dataOf(folder), 'cli', 'sessions', uuid, 'process.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
}

function endIfAlive(pid: number): void {
  if (existsSync(`/proc/${pid}`)) {
    process.kill(pid, 'SIGTERM');
  }
}

describe('run', () => {
  it('runs a notebook with the file beside it, and writes the executed one beside it', async () => {
    const original = notebook('text = open("data.csv").read()', 'print(text * 2)');
    const folder = folderOf({ 'a.ipynb': original, 'data.csv': 'ab' });
    const { code, stdout, stderr } = await command(folder, 'run', 'a.ipynb', ...SMALL);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^RUNNING .*\n {2}cell 1\/2.*\n(.*\n)* {2}cell 2\/2/m);
    expect(stdout).not.toMatch(CONTROLS);
    const [name = ''] = results(folder);
    expect(stdout).toContain(`The executed notebook is ${join(folder, name)}\n`);
    expect(printed(join(folder, name))).toBe('abab\n');
    expect(readFileSync(join(folder, 'a.ipynb'), 'utf8')).toBe(original);
  });

  it('writes to --output, over another file with --force only, and prints JSON with --json', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('print("new")'), 'b.ipynb': 'old' });
    const args = ['run', 'a.ipynb', '--output', 'b.ipynb', ...SMALL];
    expect((await command(folder, ...args)).code).toBe(1);
    expect(readFileSync(join(folder, 'b.ipynb'), 'utf8')).toBe('old');
    const { code, stdout } = await command(folder, ...args, '--force', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      description: { name: 'a.ipynb' },
      offerSet: { result: 'YES' },
      session: { phase: 'COMPLETED' },
      output: 'b.ipynb'
    });
    expect(printed(join(folder, 'b.ipynb'))).toBe('new\n');
    expect(results(folder)).toEqual([]);
  });

  it('that fails exits with 1, says which cell and why, and saves what was computed', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('print("kept")', '1 / 0', 'print("never")') });
    const { code, stdout, stderr } = await command(folder, 'run', 'a.ipynb', ...SMALL);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^execution-broker: failed on This computer: Cell 2 .*ZeroDivision/);
    expect(stderr).toMatch(/Correct the cell, and run it again\.\n$/);
    const [name = ''] = results(folder);
    expect(stdout).toContain(name);
    expect(printed(join(folder, name))).toBe('kept\n');
  });

  it('exits with 2 where there is no offer, with the reason', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('1') });
    const { code, stderr } = await command(folder, 'run', 'a.ipynb', '--cores', '4000');
    expect(code).toBe(2);
    expect(stderr).toMatch(/no offer: compute\.cores: 4000 cores asked.*--cores/);
    expect(results(folder)).toEqual([]);
  });

  it('is cancelled by Ctrl-C, ends with its whole process tree, and saves what was computed', async () => {
    const folder = folderOf({
      'a.ipynb': notebook(
        'import subprocess; print(subprocess.Popen(["sleep", "600"], start_new_session=True).pid)',
        'import time; time.sleep(600)'
      )
    });
    const { child, ended, said } = startCommand(folder, 'run', 'a.ipynb', ...SMALL);
    await said('cell 2/2');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^CANCELLED/m);
    const pid = printed(join(folder, results(folder)[0] ?? '')).trim();
    expect(pid).toMatch(/^\d+$/);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(phasesIn(join(dataOf(folder), 'cli'))).toEqual(['CANCELLED']);
  });

  it('is left as it is by a second Ctrl-C, with the words to find it', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('import time; time.sleep(600)') });
    const { child, ended, said } = startCommand(folder, 'run', 'a.ipynb', ...SMALL);
    await said('cell 1/1');
    child.kill('SIGINT');
    await said('Cancelling');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stdout).not.toMatch(/CANCELLED/);
    const [, uuid = ''] = /left to itself.*execution-broker follow (\S+)/.exec(stderr) ?? [];
    // Whether the first one had got through or not: now it ends.
    const pid = runnerOf(folder, uuid);
    endIfAlive(pid);
    await until(async () => Promise.resolve(!existsSync(`/proc/${pid}`)), 30);
    expect((await command(folder, 'follow', uuid)).stdout).toMatch(/^CANCELLED/m);
  });

  it('goes on when its terminal is closed, and is found again', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('1', 'import time; time.sleep(3)', 'print(3)') });
    const { child, ended, said } = startCommand(folder, 'run', 'a.ipynb', ...SMALL);
    await said('cell 2/3');
    child.kill('SIGHUP');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(129);
    expect(stdout).not.toMatch(/cell 3/);
    const [, uuid = ''] = /execution-broker follow (\S+)/.exec(stderr) ?? [];
    const followed = await command(folder, 'follow', uuid);
    expect(followed).toMatchObject({ code: 0, stderr: '' });
    expect(printed(join(folder, results(folder)[0] ?? ''))).toBe('3\n');
  });

  it('goes on when the command whose broker it uses is killed', async () => {
    const folder = folderOf({
      'a.ipynb': notebook('import time; time.sleep(600)'),
      'b.ipynb': notebook(
        ...Array.from({ length: 8 }, (_, i) => `import time; time.sleep(.5); print(${i})`)
      )
    });
    const first = startCommand(folder, 'run', 'a.ipynb', ...SMALL);
    await first.said('cell 1/1');
    const second = startCommand(folder, 'run', 'b.ipynb', ...SMALL);
    await second.said('cell 2/8');
    first.child.kill('SIGKILL');
    const { code, stdout } = await second.ended;
    expect(code).toBe(0);
    expect(stdout.match(/cell \d\/8/g)).toHaveLength(8);
    expect(printed(join(folder, results(folder)[0] ?? ''))).toBe('0\n1\n2\n3\n4\n5\n6\n7\n');
    // The killed command's run stood alone: it is still there, and can be ended.
    const [uuid = ''] = readdirSync(join(dataOf(folder), 'cli', 'sessions')).filter(name =>
      readFileSync(join(dataOf(folder), 'cli', 'sessions', name, 'run.json'), 'utf8').includes(
        'a.ipynb'
      )
    );
    const pid = runnerOf(folder, uuid);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    endIfAlive(pid);
    await until(async () => Promise.resolve(!existsSync(`/proc/${pid}`)), 30);
  });

  it('never overwrites a result of the same second', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('print(1)') });
    const start = Date.now();
    // Whatever second the session is made in, that name is taken.
    const names = Array.from({ length: 30 }, (_, i) => stampOf(start + i * 1000 - 5000));
    names.forEach(name => writeFileSync(join(folder, `a.run-${name}.ipynb`), 'mine'));
    const { code, stdout } = await command(folder, 'run', 'a.ipynb', ...SMALL);
    expect(code).toBe(0);
    expect(stdout).toMatch(/a\.run-\d{8}-\d{6}-2\.ipynb/);
    expect(
      names.every(name => readFileSync(join(folder, `a.run-${name}.ipynb`), 'utf8') === 'mine')
    ).toBe(true);
  });
});

function stampOf(moment: number): string {
  const local = new Date(moment - new Date(moment).getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
