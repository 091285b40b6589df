import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { FakePlatform, startBroker } from '../../broker/__tests__/test-broker';
import { notebook } from '../../broker/__tests__/notebooks';
import {
  command,
  CONTROLS,
  dataOf,
  folderOf,
  phasesIn,
  startCommand,
  type Ended
} from './command-process';

jest.setTimeout(120_000);

const FILES = {
  'a.ipynb': notebook('import numpy', 'open("data.csv").read(); open("gone.csv")'),
  'requirements.txt': 'numpy>=1.26\n',
  'data.csv': 'x\n1\n'
};

describe('where', () => {
  it('shows needs with evidence, problems with advice, offers as a table, and leaves no offer behind', async () => {
    const folder = folderOf(FILES);
    const { code, stdout, stderr } = await command(folder, 'where', 'a.ipynb', '--memory', '1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}numpy>=1\.26 +requirements\.txt, line 1$/m);
    expect(stdout).toMatch(/^ {2}data\.csv \(4 B\) +Cell 2 opens data\.csv with open \(line 1\)$/m);
    expect(stdout).toMatch(/^ {2}1 GiB of memory +you asked for it with --memory$/m);
    expect(stdout).toMatch(
      /^! Cell 2 opens gone\.csv, and it is not there\..*\n {2}Put the file there/m
    );
    const [header = '', offer = ''] = stdout.split('\n').filter(line => /PLATFORM|This/.test(line));
    expect(header.trim().split(/ {2,}/)).toEqual(
      'PLATFORM,STARTS,FOR UP TO,CORES,MEMORY,COST,EXPIRES,REMARKS'.split(',')
    );
    expect(offer.indexOf('1 GiB')).toBe(header.indexOf('MEMORY'));
    expect(offer).toMatch(/This computer +now +1 h +1 +1 GiB +free +\d\d:\d\d:\d\d/);
    expect(phasesIn(join(dataOf(folder), 'cli'))).toEqual(['REJECTED']);
  });

  it('prints no control codes where stdout is no terminal', async () => {
    const { stdout, stderr } = await command(folderOf(FILES), 'where', 'a.ipynb');
    expect(stdout + stderr).not.toMatch(CONTROLS);
  });

  it('prints one JSON document with --json', async () => {
    const { code, stdout } = await command(folderOf(FILES), 'where', 'a.ipynb', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      description: { name: 'a.ipynb', requirements: { state: 'found' } },
      offerSet: { result: 'YES', offers: [{ phase: 'OFFERED', platform: 'This computer' }] }
    });
  });

  it('exits with 2 where all say NO, with the reason and the option that would do', async () => {
    const ended = await command(folderOf(FILES), 'where', 'a.ipynb', '--cores', '4000');
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(
      /This computer says NO:\n {2}! compute\.cores: 4000 cores asked.*ask for --cores \d+/
    );
  });

  it('shares the capacity of this computer with another command', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('import time; time.sleep(600)') });
    const running = startCommand(folder, 'run', 'a.ipynb', '--memory', '1');
    await running.said('cell 1/1');
    const cores = String(availableParallelism());
    const ended = await command(folder, 'where', 'a.ipynb', '--cores', cores, '--memory', '1');
    expect(ended.stdout).toMatch(/cores? asked, \d+ of \d+ free now/);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
  });
});

describe('where, of another broker', () => {
  const evil = '\u001b]0;title\u0007\u001b[31mEvil\u009b2J\u202e';

  const ask = async (url: string, ...more: string[]): Promise<Ended> =>
    command(folderOf(FILES), 'where', 'a.ipynb', '--broker', url, ...more);

  it('sends the files beside the notebook, and gives every offer back', async () => {
    const { url, folder } = await startBroker({ platforms: report => [new FakePlatform(report)] });
    const { code, stdout, stderr } = await ask(url);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^ {2}Fake /gm)).toHaveLength(2);
    expect(phasesIn(folder)).toEqual(['REJECTED', 'REJECTED']);
    const digest = createHash('sha256').update(FILES['data.csv']).digest('hex');
    expect(readFileSync(join(folder, 'files', digest.slice(0, 2), digest), 'utf8')).toBe('x\n1\n');
  });

  it.each([[[]], [['--json']]])('makes harmless what it says: %j', async more => {
    const { url } = await startBroker({ platforms: report => [new FakePlatform(report, evil)] });
    const { stdout, stderr } = await ask(url, ...more);
    expect(stdout).toContain('Evil');
    expect(stdout + stderr).not.toMatch(CONTROLS);
    if (more.length) {
      expect(JSON.parse(stdout)).toMatchObject({ offerSet: { answers: [{ platform: evil }] } });
    }
  });

  it('gives back on Ctrl-C what is offered only afterwards', async () => {
    let asked = (): void => undefined;
    const isAsked = new Promise<void>(done => (asked = done));
    const slow = async (): Promise<undefined> => {
      asked();
      await new Promise(done => setTimeout(done, 1000));
      return undefined;
    };
    const { url, folder } = await startBroker({
      platforms: report => [new FakePlatform(report, 'Slow', undefined, slow)]
    });
    const { child, ended } = startCommand(folderOf(FILES), 'where', 'a.ipynb', '--broker', url);
    await isAsked;
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(phasesIn(folder)).toEqual(['REJECTED', 'REJECTED']);
  });

  it('says which token is wanted', async () => {
    const { url } = await startBroker({ platforms: () => [], token: 'right' });
    const folder = folderOf({ ...FILES, token: 'wrong\n' });
    const ended = await command(
      folder,
      ...['where', 'a.ipynb', '--broker', url, '--token-file', 'token']
    );
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^execution-broker: .*\(401\).*--token-file\n$/);
  });

  it('is let in with the right token', async () => {
    const { url } = await startBroker({
      platforms: report => [new FakePlatform(report)],
      token: 'right'
    });
    const folder = folderOf({ ...FILES, token: 'right\n' });
    const ended = await command(
      folder,
      ...['where', 'a.ipynb', '--broker', url, '--token-file', 'token']
    );
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  });
});
