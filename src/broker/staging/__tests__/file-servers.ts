import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const children: ChildProcess[] = [];

afterEach(async () => {
  await Promise.all(
    children.splice(0).map(
      async child =>
        new Promise<void>(done => {
          child.once('exit', () => done());
          child.kill('SIGKILL');
        })
    )
  );
});

/** Whether a program or module is there: they come with the Python packages that `make test` installs. */
function runs(command: string, ...options: string[]): boolean {
  try {
    execFileSync(command, options, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
export const HAS_WSGIDAV = runs('python', '-c', 'import wsgidav, cheroot');
export const HAS_RCLONE = runs('rclone', 'version');

export const USER = 'me';
export const PASSWORD = 'pass:wörd';

/** WsgiDAV over a folder. `/files` wants USER and PASSWORD, `/public` shows the same to anybody. */
export async function startWebDav(folder: string): Promise<string> {
  const script = join(__dirname, 'webdav_server.py');
  const port = await firstMatch(
    spawn('python', [script, folder, USER, PASSWORD], { stdio: ['ignore', 'pipe', 'inherit'] }),
    /^(\d+)$/
  );
  return `http://127.0.0.1:${port}`;
}

export const KEY_ID = 'AKIDEXAMPLE';
export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG';

/** `rclone serve s3` over a folder with one bucket, `bucket`. It checks signatures. */
export async function startS3(folder: string, ...options: string[]): Promise<string> {
  mkdirSync(join(folder, 'bucket'));
  const child = spawn(
    'rclone',
    [
      ...['serve', 's3', '--addr', '127.0.0.1:0', '--auth-key', `${KEY_ID},${SECRET_KEY}`],
      ...[...options, folder]
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] }
  );
  return `http://127.0.0.1:${await firstMatch(child, /http:\/\/127\.0\.0\.1:(\d+)/)}`;
}

async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<string> {
  children.push(child);
  const output = child.stdout ?? child.stderr!;
  for await (const line of createInterface({ input: output })) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) {
      output.resume();
      return found;
    }
  }
  throw new Error(`${child.spawnfile} ended before it listened`);
}
