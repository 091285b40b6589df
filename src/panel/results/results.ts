import type { INotebookModel } from '@jupyterlab/notebook';

import type { ExecutionSession } from '../../model/session';
import type { ResultFile, ResultFileOptions } from '../sessions/result-file';
import { notebookPath } from '../sessions/session-story';
import type { BringFilesOptions } from './bring-files';
import type { WorkInItOptions } from './work-in-it';

/** Does something with what a session has made; gives a remark where there is something to know. */
export type Act = (session: ExecutionSession) => Promise<string | undefined>;

/** What can be done with a session and its results. */
export interface Results {
  /** Saves the executed notebook beside the original, and opens it. */
  open: Act;
  /** Gives the original a kernel in it. */
  work: Act;
  /** Puts the original and its files there, and opens it there. */
  there: Act;
  /** Lets the reader choose files, and brings them home. */
  files: Act;
  /** Brings new and changed files home unasked. */
  home: Act;
  /** Puts its outputs into the original. */
  replace: Act;
  /** Shows how its notebook differs from the original; absent: nothing here can. */
  compare?: Act;
}

export type ResultAct = keyof Results;

export interface ResultsOptions
  extends BringFilesOptions, ResultFileOptions, Pick<WorkInItOptions, 'switchKernel'> {
  there: Act;
  /** The notebook at a path as it is on screen, opened if need be. */
  edit: (path: string) => Promise<INotebookModel['sharedModel']>;
  /** Shows how two notebooks differ, where something is there for it. */
  compare?: ((original: string, result: string) => void) | undefined;
}

/** The code of it comes with the first that is done. */
const atHome = async () => import(/* webpackChunkName: "panel-rest" */ './at-home');

export function resultsOf(options: ResultsOptions): Results {
  const { client, compare, edit, localPath, there, trans } = options;
  const file = async (): Promise<ResultFile> => new (await atHome()).ResultFile(options);
  /** The original, and the run's address of what became of it. */
  const both = (session: ExecutionSession) => {
    const original = notebookPath(session);
    if (original === undefined || !session.result) {
      throw new Error(trans.__('This session has no executed notebook, or no original here.'));
    }
    return { original, url: session.result.url };
  };
  return {
    open: async session => (await file()).open(session),
    work: async session => (await atHome()).workInIt(session, options),
    there,
    files: async session => (await atHome()).bringFiles(session, options),
    home: async session => (await atHome()).bringAll(session, options),
    replace: async session => {
      const { original, url } = both(session);
      const [{ replacedText, replaceOutputs }, executed, notebook] = await Promise.all([
        atHome(),
        client.file(url).then((response): Promise<unknown> => response.json()),
        edit(original)
      ]);
      return replacedText(replaceOutputs(notebook, executed), trans);
    },
    ...(compare
      ? {
          compare: async session => {
            const { original } = both(session);
            const { path, remark } = await (await file()).bring(session);
            compare(localPath(original), localPath(path));
            return remark;
          }
        }
      : {})
  };
}
