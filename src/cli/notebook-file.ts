import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

import { describe } from '../description/describe';
import type { Description } from '../description/description';
import { withGit } from '../description/git';
import { readNotebook } from '../description/notebook';
import { describeImage } from '../description/programs/describe-image';
import { describeProgram } from '../description/programs/describe-program';
import { imageIn } from '../description/programs/image';
import { imageTrouble } from '../description/programs/image-trouble';
import { programKind } from '../description/programs/program';
import type { RunEvidence } from '../model/run-evidence';
import { fillTemplate } from '../model/template';
import { CommandError } from './command-error';
import { FolderReader, rootOf } from './folder-reader';
import { gitFacts } from './git-reader';

/** A notebook or a program on disk, with what it needs. */
export interface NotebookFile {
  /** Absolute; of an image, where a file of its name would lie. */
  path: string;
  /** What the broker on this computer finds its earlier runs by: its path, or `docker://` and an image. */
  known: string;
  folder: string;
  /** Of a notebook. */
  content: unknown;
  description: Description;
}

/** What earlier runs of a notebook took, the newest first; never rejects. */
export type EarlierRuns = (
  notebook: Pick<NotebookFile, 'known'> & { content?: unknown }
) => Promise<readonly RunEvidence[]>;

/**
 * Reads and describes a notebook.
 *
 * @throws CommandError that says what was found instead of one
 */
export async function openNotebook(given: string, earlierRuns: EarlierRuns): Promise<NotebookFile> {
  const image = imageIn(given);
  if (image !== undefined) {
    return openImage(given, image, await earlierRuns({ known: given }));
  }
  const path = resolve(given);
  const folder = dirname(path);
  const kind = programKind(path);
  if (kind) {
    await mustBeReadable(given, path);
    const root = rootOf(folder);
    const runs = await earlierRuns({ known: path });
    const description = await describeProgram(
      { path: relative(root, path).split(sep).join('/'), kind, ...(runs.length ? { runs } : {}) },
      new FolderReader(root)
    );
    return { path, known: path, folder, content: undefined, description };
  }
  const text = await read(given, path);
  const content = parse(given, text);
  const { problem } = readNotebook(content);
  if (problem) {
    throw new CommandError(`${given}: ${fillTemplate(problem.template, problem.values)}`);
  }
  const root = rootOf(folder);
  const runs = await earlierRuns({ known: path, content });
  const description = await describe(
    { path: relative(root, path).split(sep).join('/'), content, ...(runs.length ? { runs } : {}) },
    new FolderReader(root)
  );
  const files = (description.files.value ?? []).filter(({ exists }) => exists);
  const name = basename(path);
  const facts = await gitFacts(folder, [name, ...files.map(file => file.path)]);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const saved = { sha256, size: Buffer.byteLength(text) };
  return {
    path,
    known: path,
    folder,
    content,
    description: withGit(description, facts, name, saved)
  };
}

function openImage(given: string, image: string, runs: readonly RunEvidence[]): NotebookFile {
  const trouble = imageTrouble(image);
  if (trouble) {
    const { at, template, values } = trouble;
    throw new CommandError(
      `${given} is not the name of an image, at letter ${at + 1} after docker://: ${fillTemplate(template, values)}; name one such as docker://registry.example.org/name:tag`
    );
  }
  const folder = process.cwd();
  const description = describeImage(image, runs);
  return {
    path: join(folder, basename(image)),
    known: given,
    folder,
    content: undefined,
    description
  };
}

async function mustBeReadable(given: string, path: string): Promise<void> {
  try {
    const file = await open(path);
    const isFile = (await file.stat()).isFile();
    await file.close();
    if (!isFile) {
      throw Object.assign(new Error('it is no file'), { code: 'EISDIR' });
    }
  } catch (error) {
    throw unreadable(given, path, error);
  }
}

/** The path of a file that the notebook names, on disk. */
export function besideNotebook({ folder }: NotebookFile, path: string): string {
  return join(folder, path);
}

async function read(given: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(given, path, error);
  }
}

function unreadable(given: string, path: string, error: unknown): CommandError {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new CommandError(
        `${given}: there is no such file in ${dirname(path)}; check the path`
      );
    case 'EISDIR':
      return new CommandError(`${given} is a folder; name a notebook (.ipynb) in it`);
    case 'EACCES':
    case 'EPERM':
      return new CommandError(`${given} may not be read; change its permissions`);
    default:
      return new CommandError(`${given} cannot be read: ${message}`);
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
