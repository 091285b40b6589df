import { ServerConnection, type Contents } from '@jupyterlab/services';
import { JSONExt, type ReadonlyJSONValue } from '@lumino/coreutils';

import { folderOf } from '../../description/path';
import type { Going } from './going';
import type { ContentsThere } from './way-there';

/** Bytes up to which two files without a hash are read to be compared. */
const SMALL = 2 ** 20;

/** A side of a comparison, as far as its server tells. */
export interface Side {
  bytes?: number | undefined;
  modified: string;
}

/** A file that goes, beside what stands where it would come to. */
export interface LookThere extends Going {
  /** Where it would come to, as seen from the root folder there. */
  to: string;
  /** Absent of the notebook, which is what is on screen, and where it is not known. */
  here?: Side | undefined;
  /** What stands there; absent: nothing. */
  there?: Side | undefined;
  /** Whether that is the same. */
  same: boolean;
}

/**
 * The folder there in which the notebook lies already, where that is at the same path as here; else
 * the root.
 */
export async function folderThere(contents: ContentsThere, path: string): Promise<string> {
  const found = await stat(contents, path);
  return found && found.type !== 'directory' ? folderOf(path) : '';
}

/** Compares what goes with what is there. Rejects where something cannot be read, and names it. */
export async function lookThere(
  going: readonly Going[],
  folder: string,
  ours: Pick<Contents.IManager, 'get'>,
  theirs: ContentsThere
): Promise<LookThere[]> {
  const looks: LookThere[] = [];
  for (const one of going) {
    try {
      looks.push(await look(one, folder ? `${folder}/${one.path}` : one.path, ours, theirs));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${one.path}: ${reason}`, { cause: error });
    }
  }
  return looks;
}

async function look(
  going: Going,
  to: string,
  ours: Pick<Contents.IManager, 'get'>,
  theirs: ContentsThere
): Promise<LookThere> {
  const there = await stat(theirs, to);
  const here =
    going.notebook === undefined
      ? await ours.get(going.from, { content: false, hash: true })
      : undefined;
  return {
    ...{ ...going, to, here: here && side(here), there: there && side(there) },
    same: there ? await isSame(going, here, there, ours, theirs) : false
  };
}

/** What stands at a path, without its content; `undefined`: nothing. */
export async function stat(
  contents: ContentsThere,
  path: string
): Promise<Contents.IModel | undefined> {
  try {
    return await contents.get(path, { content: false, hash: true });
  } catch (error) {
    if (error instanceof ServerConnection.ResponseError && error.response.status === 404) {
      return undefined;
    }
    throw error;
  }
}

async function isSame(
  { from, notebook }: Going,
  here: Contents.IModel | undefined,
  there: Contents.IModel,
  ours: Pick<Contents.IManager, 'get'>,
  theirs: ContentsThere
): Promise<boolean> {
  if (there.type === 'directory') {
    return false;
  }
  if (!here) {
    const other = await theirs.get(there.path, { type: 'notebook', content: true });
    return JSONExt.deepEqual(plain(notebook), plain(other.content));
  }
  if (here.size !== undefined && there.size !== undefined && here.size !== there.size) {
    return false;
  }
  if (here.hash && there.hash && here.hash_algorithm === there.hash_algorithm) {
    return here.hash === there.hash;
  }
  if ((here.size ?? Infinity) > SMALL) {
    return false;
  }
  const options = { type: 'file', format: 'base64', content: true } as const;
  const [mine, their] = await Promise.all([
    ours.get(from, options),
    theirs.get(there.path, options)
  ]);
  return bytes(mine) === bytes(their);
}

/** Base64 may come in lines. */
function bytes({ content }: Contents.IModel): string {
  return String(content).replace(/\s/g, '');
}

/** A notebook as it is compared: texts in one piece each, and without what servers add. */
function plain(notebook: unknown): ReadonlyJSONValue {
  const text = JSON.stringify(notebook ?? null, (key, value: unknown) =>
    key === 'trusted'
      ? undefined
      : (key === 'source' || key === 'text') && Array.isArray(value)
        ? value.join('')
        : value
  );
  return JSON.parse(text) as ReadonlyJSONValue;
}

function side({ last_modified, size }: Contents.IModel): Side {
  return { bytes: size, modified: last_modified };
}
