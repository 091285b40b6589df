import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { notebook } from '../../broker/__tests__/notebooks';
import { until } from '../../broker/__tests__/test-broker';
import {
  command,
  dataOf,
  folderOf,
  phasesIn,
  startCommand,
  startTalking,
  type Started
} from './command-process';

jest.setTimeout(120_000);

const SMALL = ['--memory', '1'];

/** The address that a command has printed, and the token that opens it. */
async function wayIn({ said, words }: Started): Promise<{ url: string; token: string }> {
  await said('Ctrl-C: finish it');
  const [, url = ''] = /^Work in it at (\S+)$/m.exec(words.stdout) ?? [];
  const [, file = ''] = /with the token in (\S+)\.$/m.exec(words.stdout) ?? [];
  return { url, token: (JSON.parse(readFileSync(file, 'utf8')) as { token: string }).token };
}

async function ask(url: string, token?: string): Promise<Response> {
  return fetch(url, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
}

describe('run --interactive', () => {
  it('says how to get in when it is ready, and finishes it after Ctrl-C where that is answered', async () => {
    const folder = folderOf({
      'a.ipynb': notebook('print(open("data.csv").read())'),
      'data.csv': 'ab'
    });
    const started = startTalking(folder, 'run', 'a.ipynb', '--interactive', ...SMALL);
    const { url, token } = await wayIn(started);
    expect((await ask(`${url}api/contents`)).status).toBe(401);
    const contents = await ask(`${url}api/contents`, token);
    const body = await contents.text();
    expect({ status: contents.status, body }).toMatchObject({ status: 200 });
    const { content } = JSON.parse(body) as { content: { name: string }[] };
    expect(content.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['a.ipynb', 'data.csv'])
    );
    expect(started.words.stdout).not.toContain(token);
    started.child.kill('SIGINT');
    await until(async () => Promise.resolve(started.words.stderr.includes('Finish it (f)')), 30);
    started.child.stdin?.write('f\n');
    const { code, stdout } = await started.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^COMPLETED/m);
    expect(stdout).toContain('is over; its files are kept there.');
    expect(phasesIn(join(dataOf(folder), 'cli'))).toEqual(['COMPLETED']);
  });

  it('goes on, or leaves it running, as one answers; "follow" says the way in again', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('1') });
    const started = startTalking(folder, 'run', 'a.ipynb', '--interactive', '--json', ...SMALL);
    await started.said('"session"');
    const { session } = JSON.parse(started.words.stdout) as {
      session: { meta: { uuid: string }; phase: string; connectors: { location: string }[] };
    };
    const { uuid } = session.meta;
    expect(session.connectors[0]?.location).toContain(`/sessions/${uuid}/jupyter/`);
    for (const letter of ['', 'l']) {
      const asked = () => started.words.stderr.split('Finish it (f)').length;
      const before = asked();
      started.child.kill('SIGINT');
      await until(async () => Promise.resolve(asked() > before), 30);
      started.child.stdin?.write(`${letter}\n`);
    }
    const { code, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stderr).toContain(
      `left running; to come back to it, with the same options: execution-broker follow ${uuid}`
    );

    const again = startCommand(folder, 'follow', uuid);
    const { url, token } = await wayIn(again);
    const status = await ask(`${url}api/status`, token);
    expect(status.status).toBe(200);
    // Nobody is there to be asked: it is left.
    again.child.kill('SIGINT');
    expect((await again.ended).code).toBe(130);
    const file = join(dataOf(folder), 'cli', 'sessions', uuid, 'process.json');
    const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number };
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    process.kill(pid, 'SIGTERM');
    await until(async () => Promise.resolve(!existsSync(`/proc/${pid}`)), 30);
    // Its end is heard of by the first broker after it; then there is no way in any more.
    expect((await command(folder, 'follow', uuid)).stdout).toMatch(/^CANCELLED/m);
    const late = await command(folder, 'follow', uuid);
    expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('cancelled') as string });
    expect(late.stdout).not.toContain('Work in it at');
  });

  it('takes no --output, since nothing is run', async () => {
    const folder = folderOf({ 'a.ipynb': notebook('1') });
    const args = ['run', 'a.ipynb', '--interactive', '--output', 'b.ipynb'];
    const { code, stderr } = await command(folder, ...args);
    expect(code).toBe(1);
    expect(stderr).toContain('--output is for a run');
  });
});
