import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

import { parser } from '@lezer/python';

import { describe } from '../description/describe';
import type { Description } from '../description/description';
import { withGit } from '../description/git';
import { readNotebook } from '../description/notebook';
import { fillTemplate } from '../model/template';
import { CommandError } from './command-error';
import { FolderReader, rootOf } from './folder-reader';
import { gitFacts } from './git-reader';

/** A notebook on disk, with what it needs. */
export interface NotebookFile {
  /** Absolute. */
  path: string;
  folder: string;
  content: unknown;
  description: Description;
}

/**
 * Reads and describes a notebook.
 *
 * @throws CommandError that says what was found instead of one
 */
export async function openNotebook(given: string): Promise<NotebookFile> {
  const path = resolve(given);
  const folder = dirname(path);
  const text = await read(given, path);
  const content = parse(given, text);
  const { problem } = readNotebook(content);
  if (problem) {
    throw new CommandError(`${given}: ${fillTemplate(problem.template, problem.values)}`);
  }
  const root = rootOf(folder);
  const description = await describe(
    { path: relative(root, path).split(sep).join('/'), content },
    new FolderReader(root),
    parser
  );
  const files = (description.files.value ?? []).filter(({ exists }) => exists);
  const name = basename(path);
  const facts = await gitFacts(folder, [name, ...files.map(file => file.path)]);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const saved = { sha256, size: Buffer.byteLength(text) };
  return { path, folder, content, description: withGit(description, facts, name, saved) };
}

/** The path of a file that the notebook names, on disk. */
export function besideNotebook({ folder }: NotebookFile, path: string): string {
  return join(folder, path);
}

async function read(given: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    switch (code) {
      case 'ENOENT':
      case 'ENOTDIR':
        throw new CommandError(
          `${given}: there is no such file in ${dirname(path)}; check the path`
        );
      case 'EISDIR':
        throw new CommandError(`${given} is a folder; name a notebook (.ipynb) in it`);
      case 'EACCES':
      case 'EPERM':
        throw new CommandError(`${given} may not be read; change its permissions`);
      default:
        throw new CommandError(`${given} cannot be read: ${message}`);
    }
  }
}

function parse(given: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    const found = text.trim() === '' ? 'it is empty' : `it starts with ${text.trim().slice(0, 20)}`;
    throw new CommandError(
      `${given} is not a notebook: a notebook is JSON, and ${found}; name another file, or restore this one`
    );
  }
}
