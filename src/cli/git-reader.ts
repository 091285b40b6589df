import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { CommittedFile, GitFacts } from '../description/git';

/** Milliseconds for all that is asked of git at once. */
const PATIENCE = 3000;
/** Bytes; no host serves a larger file by its URL. */
const LARGEST = 100 * 2 ** 20;
/** Nothing is run that a repository may bring, nothing is locked, written or fetched. */
const SAFE = [
  ...['--no-pager', '--no-optional-locks', '--literal-pathspecs'],
  ...['-c', 'core.fsmonitor=false', '-c', `core.hooksPath=${devNull}`],
  ...['-c', 'safe.bareRepository=explicit', '-c', 'protocol.allow=never']
];
const run = promisify(execFile);

/**
 * What git says of files below a folder, by their paths seen from there; `undefined` where there is no
 * git, no repository, no commit or no remote, or it takes too long.
 */
export async function gitFacts(
  folder: string,
  paths: readonly string[],
  program = 'git'
): Promise<GitFacts | undefined> {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    return await new Repository(folder, program, signal).facts(paths);
  } catch {
    return undefined; // the files are sent, then
  }
}

class Repository {
  constructor(
    private readonly _folder: string,
    private readonly _program: string,
    private readonly _signal: AbortSignal
  ) {}

  async facts(paths: readonly string[]): Promise<GitFacts | undefined> {
    const [commit = '', prefix = ''] = (
      await this._git('rev-parse', 'HEAD', '--show-prefix')
    ).split('\n');
    const branch = await this._maybe('symbolic-ref', '--quiet', '--short', 'HEAD');
    const remote = await this._remote(branch);
    const url = remote && (await this._maybe('remote', 'get-url', '--', remote));
    if (!url) {
      return undefined;
    }
    const contained = ['--contains', commit, '--count=1', '--format=%(refname)'];
    const pushed = await this._maybe('for-each-ref', ...contained, `refs/remotes/${remote}/`);
    return {
      remote: withoutCredentials(url),
      commit,
      ...(branch ? { branch } : {}),
      pushed: pushed !== '',
      files: await this._files(commit, prefix, paths)
    };
  }

  /** The remote that the branch follows; else origin, else the only one. */
  private async _remote(branch: string): Promise<string> {
    const followed = branch && (await this._maybe('config', '--get', `branch.${branch}.remote`));
    const names = (await this._maybe('remote')).split('\n');
    const [only = '', ...more] = names;
    return [followed, 'origin'].find(name => name && names.includes(name)) ?? (more[0] ? '' : only);
  }

  private async _files(
    commit: string,
    prefix: string,
    paths: readonly string[]
  ): Promise<GitFacts['files']> {
    const files: GitFacts['files'] = {};
    const full = paths.map(path => prefix + path);
    const tree = ['ls-tree', '-z', '--full-tree', commit, '--'];
    const listed = full.length ? await this._git(...tree, ...full) : '';
    for (const entry of listed.split('\0').filter(Boolean)) {
      const [about = '', path = ''] = entry.split('\t');
      const [mode = '', kind = '', name = ''] = about.split(' ');
      if (kind === 'blob' && /^100(?:644|755)$/.test(mode)) {
        const beside = path.slice(prefix.length);
        const found = await this._compared(join(this._folder, beside), name);
        if (found) {
          files[beside] = { path, ...found };
        }
      }
    }
    return files;
  }

  /** The file, if its bytes are the committed ones: no filter of the repository is run. */
  private async _compared(
    file: string,
    name: string
  ): Promise<Omit<CommittedFile, 'path'> | undefined> {
    try {
      const found = await lstat(file);
      if (!found.isFile() || found.size > LARGEST) {
        return undefined;
      }
      const blob = createHash(name.length === 64 ? 'sha256' : 'sha1');
      blob.update(`blob ${found.size}\0`);
      const digest = createHash('sha256');
      for await (const chunk of createReadStream(file, { signal: this._signal })) {
        blob.update(chunk as Buffer);
        digest.update(chunk as Buffer);
      }
      return blob.digest('hex') === name
        ? { size: found.size, sha256: digest.digest('hex') }
        : undefined;
    } catch {
      this._signal.throwIfAborted();
      return undefined; // not there, or not ours to read
    }
  }

  private async _maybe(...command: string[]): Promise<string> {
    return this._git(...command).catch(() => {
      this._signal.throwIfAborted();
      return '';
    });
  }

  private async _git(...command: string[]): Promise<string> {
    const { stdout } = await run(this._program, [...SAFE, '-C', this._folder, ...command], {
      env: environment(),
      maxBuffer: 2 ** 24,
      signal: this._signal
    });
    return stdout.replace(/\n$/, '');
  }
}

/** Without whatever would lead git to another repository or to another program. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const own = { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
  return { ...Object.fromEntries(kept), ...own };
}

/** A remote's URL without user, password and query; `git@host:path` as `ssh://host/path`. */
export function withoutCredentials(url: string): string {
  const scp = /^(?:[^@/]*@)?([\w.-]+):(?!\/\/)(.+)$/.exec(url);
  if (scp) {
    return `ssh://${scp[1] ?? ''}/${(scp[2] ?? '').replace(/^\/+/, '')}`;
  }
  if (!URL.canParse(url)) {
    return '';
  }
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
