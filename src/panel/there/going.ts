import type { Contents } from '@jupyterlab/services';

import { ContentsReader } from '../ask/contents-reader';
import type { Describer } from '../ask/describer';
import type { AskedNotebook } from '../ask/notebook-source';
import { folderOf, nameOf, resolvePath } from '../../description/path';

/** A file that goes along. */
export interface Going {
  /** As seen from the notebook's folder. */
  path: string;
  /** Its contents path here. */
  from: string;
  /** The notebook itself: its content as it is on screen, saved or not. */
  notebook?: unknown;
}

/** The files beside a notebook that it is found to need, but for those that the reader left out; and after them itself. */
export async function whatGoes(
  notebook: AskedNotebook,
  contents: Pick<Contents.IManager, 'get' | 'driveName' | 'localPath'>,
  { describe, sentPaths }: Describer,
  leftOut: readonly string[]
): Promise<Going[]> {
  const { path } = notebook;
  const content = await notebook.content();
  const drive = contents.driveName(path);
  const root = drive ? `${drive}:` : '';
  const local = contents.localPath(path);
  const description = await describe({ path: local, content }, new ContentsReader(contents, root));
  const files = sentPaths(description)
    .filter(file => !leftOut.includes(file))
    .map(file => ({ path: file, from: root + (resolvePath(folderOf(local), file) ?? file) }));
  return [...files, { path: nameOf(local), from: path, notebook: content }];
}
