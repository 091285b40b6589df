import { command, dataOf, folderOf, phasesIn } from './command-process';
import { join } from 'node:path';

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
