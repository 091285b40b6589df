import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { opendir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { MessageItem } from '../../../model/message';
import { MOST_FILES, type ListedFile, type SessionFileList } from '../../../model/session-files';
import { say } from '../../problem';

/** Folders in folders; what lies deeper is not listed. */
const DEEPEST = 32;
/** Entries that are looked at, whatever they are: a folder of a million links is no list. */
const MOST_ENTRIES = 10 * MOST_FILES;

/** What a file was when it was put in place; `ctime` cannot be set back by a program. */
export interface Placed {
  bytes: number;
  ctime: number;
  ino: number;
  sha256?: string;
}

interface Found {
  /** Relative, with `/` between its parts. */
  path: string;
  stats: Stats;
}

/** What lies in a folder right after it was filled, by path; `digests` are those that are known. */
export async function placedIn(
  folder: string,
  digests: ReadonlyMap<string, string>
): Promise<Record<string, Placed>> {
  const { found } = await walk(folder);
  return Object.fromEntries(
    found.map(({ path, stats: { size, ctimeMs, ino } }) => {
      const sha256 = digests.get(path);
      return [path, { bytes: size, ctime: ctimeMs, ino, ...(sha256 ? { sha256 } : {}) }];
    })
  );
}

/** The files in a folder, each beside what `note`, a file written from placedIn(), says of it. */
export async function listFiles(folder: string, note: string): Promise<SessionFileList> {
  const [{ found, messages }, placed] = await Promise.all([walk(folder), readPlaced(note)]);
  const files: ListedFile[] = [];
  for (const { path, stats } of found) {
    const before = placed.get(path);
    files.push({
      path,
      bytes: stats.size,
      modified: stats.mtime.toISOString(),
      ...(before ? await compared(join(folder, path), stats, before) : { state: 'new' })
    });
  }
  return { files, ...(messages.length ? { messages } : {}) };
}

/** A file that was written to is read only where its size is still the same, and its digest known. */
async function compared(
  file: string,
  stats: Stats,
  before: Placed
): Promise<Pick<ListedFile, 'state' | 'sha256'>> {
  const { bytes, ctime, ino, sha256 } = before;
  const known = sha256 === undefined ? {} : { sha256 };
  if (stats.size !== bytes) {
    return { state: 'changed' };
  }
  if (stats.ctimeMs === ctime && stats.ino === ino) {
    return { state: 'same', ...known };
  }
  const same = sha256 !== undefined && (await digestOf(file)) === sha256;
  return same ? { state: 'same', sha256 } : { state: 'changed' };
}

async function digestOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch {
    return undefined; // it has gone, or cannot be read: then it is not the same
  }
  return hash.digest('hex');
}

async function readPlaced(note: string): Promise<ReadonlyMap<string, Placed>> {
  try {
    const placed = JSON.parse(await readFile(note, 'utf8')) as Record<string, Placed>;
    return new Map(Object.entries(placed));
  } catch {
    return new Map(); // not set up yet, or by an earlier version: all of it counts as new
  }
}

/**
 * The files below a folder, by path. Left out: what Jupyter does not show either (hidden files, and
 * Python's caches), links that lead out of the folder, and links to folders.
 */
async function walk(folder: string): Promise<{ found: Found[]; messages: MessageItem[] }> {
  const root = await realpath(folder).catch(() => undefined);
  const found: Found[] = [];
  const state = { entries: 0, cut: false, unreadable: 0, deep: false };
  const visit = async (path: string, depth: number): Promise<void> => {
    const folders: string[] = [];
    const entries = await opendir(join(folder, path)).catch(() => undefined);
    if (!entries) {
      state.unreadable += 1;
      return;
    }
    for await (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === '__pycache__') {
        continue;
      }
      state.entries += 1;
      if (found.length >= MOST_FILES || state.entries > MOST_ENTRIES) {
        state.cut = true;
        return;
      }
      const inner = path ? `${path}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        folders.push(inner);
        continue;
      }
      const full = join(folder, inner);
      const stats = entry.isSymbolicLink()
        ? await linked(full, root)
        : entry.isFile()
          ? // A name that is not UTF-8 cannot be asked for.
            await stat(full).catch(() => null)
          : undefined;
      if (stats === null) {
        state.unreadable += 1;
      } else if (stats) {
        found.push({ path: inner, stats });
      }
    }
    for (const inner of folders.sort()) {
      if (depth >= DEEPEST) {
        state.deep = true;
      } else if (!state.cut) {
        await visit(inner, depth + 1);
      }
    }
  };
  if (root !== undefined) {
    await visit('', 1);
  }
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { found, messages: remarks(state) };
}

/** The file that a link leads to, where that lies within the folder. */
async function linked(link: string, root: string | undefined): Promise<Stats | undefined> {
  try {
    const target = await realpath(link);
    const stats = target.startsWith(`${root ?? ''}${sep}`) ? await stat(target) : undefined;
    return stats?.isFile() ? stats : undefined;
  } catch {
    return undefined; // it leads to nothing
  }
}

function remarks(state: { cut: boolean; unreadable: number; deep: boolean }): MessageItem[] {
  return [
    ...(state.cut
      ? [
          say('WARN', 'files-cut', 'There are more than {most} files; the others are not listed', {
            most: MOST_FILES
          })
        ]
      : []),
    ...(state.deep
      ? [
          say('WARN', 'files-deep', 'Folders more than {most} levels deep are not listed', {
            most: DEEPEST
          })
        ]
      : []),
    ...(state.unreadable
      ? [
          say(
            'WARN',
            'files-unreadable',
            '{count} files or folders cannot be read, or their names are not UTF-8; they are not listed',
            { count: state.unreadable }
          )
        ]
      : [])
  ];
}
