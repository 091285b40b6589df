import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { notebook } from '../../broker/__tests__/notebooks';
import { command, CONTROLS, folderOf } from './command-process';

jest.setTimeout(60_000);

const NOBODY = 'http://127.0.0.1:47801';
const R = JSON.stringify({
  ...(JSON.parse(notebook('x <- 1')) as object),
  metadata: { kernelspec: { name: 'ir', language: 'R', display_name: 'R' } }
});
const FILES = {
  'a.ipynb': notebook('1'),
  'r.ipynb': R,
  'text.ipynb': 'import numpy',
  'empty.ipynb': '',
  'list.ipynb': '[]',
  'old.ipynb': '{"nbformat": 3, "worksheets": []}',
  'esc.ipynb': '\u001b[31m{',
  'there.ipynb': 'x'
};

it.each([
  [['where', 'no.ipynb'], /^no\.ipynb: there is no such file in .*; check the path$/],
  [['where', '.'], /^\. is a folder; name a notebook/],
  [['where', 'text.ipynb'], /text\.ipynb is not a notebook.*it starts with import numpy; name/],
  [['where', 'empty.ipynb'], /it is empty/],
  [['where', 'esc.ipynb'], /it starts with \{;/],
  [['where', 'list.ipynb'], /^list\.ipynb: This is not a notebook: it has no list of cells\.$/],
  [['where', 'old.ipynb'], /old format.*open it in JupyterLab and save it/],
  [['where', 'r.ipynb'], /r\.ipynb is written in R, .* name a broker that runs R with --broker/],
  [['where', 'a.ipynb', '--broker', NOBODY], /cannot be reached: .*ECONNREFUSED.*; check the URL/],
  [['where', 'a.ipynb', '--broker', 'ftp://x'], /^--broker takes a URL.*found ftp:\/\/x$/],
  [['where', 'a.ipynb', '--token-file', 'x'], /^--token-file is for a broker/],
  [['where', 'a.ipynb', '--broker', NOBODY, '--token-file', 'x'], /token-file x cannot be read/],
  [['run', 'a.ipynb', '--output', 'there.ipynb'], /there\.ipynb is there already.*--force/],
  [
    ['run', 'a.ipynb', '--output', 'no/x.ipynb'],
    /cannot be written into .*there is no such folder/
  ],
  [['follow', '../../etc'], /is no session/],
  [['follow', '00000000-0000-4000-8000-000000000000'], /There is no session 00000000/]
])('%j is refused in one line', async (args, words) => {
  const { code, stdout, stderr } = await command(folderOf(FILES), ...args);
  expect(stderr).toMatch(/^execution-broker: [^\n]*\n$/);
  expect(stderr.replace(/^execution-broker: |\n$/g, '')).toMatch(words);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toMatch(CONTROLS);
  expect(code).toBe(1);
  expect(stdout).not.toMatch(/offer/);
});

it('takes no option that cannot be meant', async () => {
  const folder = folderOf(FILES);
  const ended = await command(folder, 'where', 'a.ipynb', '--duration', '1 hour');
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/'1 hour' is invalid.*PT1H/);
});

const unlessRoot = process.getuid?.() === 0 ? it.skip : it;

unlessRoot(
  'tells a notebook that may not be read (skipped as root, who may read all)',
  async () => {
    const folder = folderOf(FILES);
    chmodSync(join(folder, 'a.ipynb'), 0);
    mkdirSync(join(folder, 'shut'), { mode: 0 });
    expect((await command(folder, 'where', 'a.ipynb')).stderr).toMatch(/may not be read/);
  }
);
