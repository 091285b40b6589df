import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { openNotebook } from '../notebook-file';
import { command, dataOf, folderOf, phasesIn } from './command-process';

jest.setTimeout(120_000);

describe('A program', () => {
  it('in Python is described, run with the file beside it, and its output shown', async () => {
    const folder = folderOf({
      'fit.py': 'print("read", open("data.csv").read())\n',
      'data.csv': 'x=1'
    });
    const where = await command(folder, 'where', 'fit.py', '--memory', '1');
    expect({ code: where.code, stderr: where.stderr }).toEqual({ code: 0, stderr: '' });
    expect(where.stdout).toMatch(/^ {2}data\.csv \(3 B\) +fit\.py opens data\.csv with open/m);
    const { code, stdout, stderr } = await command(folder, 'run', 'fit.py', '--memory', '1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('read x=1');
    expect(phasesIn(join(dataOf(folder), 'cli'))).toContain('COMPLETED');
  });

  it('brings what it has made or changed, and what it wrote where --output says', async () => {
    const folder = folderOf({
      'make.py':
        'import os\nos.makedirs("out")\nopen("out/new.csv", "w").write("1,2")\n' +
        'open("mine.txt", "w").write("theirs")\nprint("written")\n',
      'mine.txt': 'mine'
    });
    const args = ['run', 'make.py', '--memory', '1'];
    const stays = await command(folder, ...args, '--no-files');
    expect(stays).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(['.data', 'make.py', 'mine.txt']);

    const { code, stdout, stderr } = await command(folder, ...args, '--output', 'said.txt');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('What it wrote is said.txt\n');
    expect(readFileSync(join(folder, 'said.txt'), 'utf8')).toBe('written\n');
    expect(stdout).toContain('It made out/new.csv\n');
    expect(readFileSync(join(folder, 'out/new.csv'), 'utf8')).toBe('1,2');
    expect(readFileSync(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
    const [beside = ''] = /mine\.run-\d{8}-\d{6}\.txt/.exec(stdout) ?? [];
    expect(readFileSync(join(folder, beside), 'utf8')).toBe('theirs');
  });

  it('that fails brings what it had made until then', async () => {
    const folder = folderOf({ 'fail.py': 'open("made.txt", "w").write("until then")\n1 / 0\n' });
    const { code, stdout } = await command(folder, 'run', 'fail.py', '--memory', '1', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      session: { phase: 'FAILED' },
      files: ['made.txt']
    });
    expect(readFileSync(join(folder, 'made.txt'), 'utf8')).toBe('until then');
  });

  it('that wrote nothing is not said to have given no notebook', async () => {
    const { code, stdout } = await command(
      folderOf({ 'a.py': '' }),
      'run',
      'a.py',
      '--memory',
      '1'
    );
    expect(code).toBe(0);
    expect(stdout).toContain('This computer tells of no output.');
  });

  it('that is an image is known by its name, and its result belongs into the current folder', async () => {
    const asked = jest.fn(() => Promise.resolve([]));
    const { folder, path } = await openNotebook('docker://x.org/fit:1', asked);
    expect(asked).toHaveBeenCalledWith({ known: 'docker://x.org/fit:1' });
    expect([folder, dirname(path)]).toEqual([process.cwd(), process.cwd()]);
  });

  it('that is a Dockerfile to be built is told of, with what to do', async () => {
    const folder = folderOf({ Dockerfile: 'FROM python:3.12\nRUN pip install numpy\n' });
    const { code, stdout } = await command(folder, 'where', 'Dockerfile');
    expect(stdout).toContain('Dockerfile, line 2: RUN makes an image of its own');
    expect(code).toBe(2);
  });

  it.each([
    ['gone.py', 'there is no such file'],
    ['docker://not an image', 'is not the name of an image']
  ])('%s is refused, and why', async (name, reason) => {
    const { code, stderr } = await command(folderOf({}), 'where', name);
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
  });
});
