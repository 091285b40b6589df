import type { Contents } from '@jupyterlab/services';

import type { Description } from '../../description/description';
import { folderOf, resolvePath } from '../../description/path';
import { imageIn } from '../../description/programs/image';
import { programKind } from '../../description/programs/program';
import type { Material, RequestEdits } from '../../description/request';
import type { ExecutionRequest } from '../../model/request';
import type { RunEvidence } from '../../model/run-evidence';
import type { NeedEdits } from '../needs/need-edits';
import { ContentsReader } from './contents-reader';
import { dataUrl } from './data-url';
import type { Describer } from './describer';
import type { AskedNotebook } from './notebook-source';
import type { AskGit } from './server-git';
import type { AskHidden } from './server-hidden';
import type { Stage, StagingError } from './staging';

export interface QuestionParts {
  contents: Pick<Contents.IManager, 'get' | 'driveName' | 'localPath'>;
  loadDescriber: () => Promise<Describer>;
  stage: Stage;
  /** Absent: there is nobody to ask. */
  git?: AskGit;
  /** What Jupyter hides; absent: there is nobody to ask. */
  hidden?: AskHidden;
  /** What earlier runs of a notebook took, by its path; absent: nobody knows. Never rejects. */
  earlierRuns?: (path: string) => Promise<readonly RunEvidence[]>;
}

/** What the broker's store holds of a notebook's files, by the path that the notebook gives them. */
export interface StagedMaterials {
  files: Record<string, Material>;
  errors: StagingError[];
}

/** One notebook as it was looked at: its description, its files in the broker's store, its request. */
export class Question {
  private constructor(
    private readonly _notebook: AskedNotebook,
    private readonly _content: unknown,
    private readonly _describer: Describer,
    private readonly _parts: QuestionParts,
    public description: Description
  ) {}

  /** Looks at a notebook. */
  static async about(notebook: AskedNotebook, parts: QuestionParts): Promise<Question> {
    const { contents, loadDescriber } = parts;
    const image = imageIn(notebook.path);
    if (image !== undefined) {
      const [describer, runs] = await Promise.all([
        loadDescriber(),
        parts.earlierRuns?.(notebook.path)
      ]);
      const description = describer.describeImage(image, runs);
      return new Question(notebook, undefined, describer, parts, description);
    }
    const drive = contents.driveName(notebook.path);
    const path = contents.localPath(notebook.path);
    const reader = new ContentsReader(
      contents,
      drive ? `${drive}:` : '',
      parts.hidden && !drive ? { ...parts.hidden, folder: folderOf(path) } : undefined
    );
    const kind = programKind(path);
    // Whoever describes begins with the folder: it is on its way meanwhile.
    void reader.list(folderOf(path));
    const [describer, content, runs, kernel] = await Promise.all([
      loadDescriber(),
      notebook.content(),
      parts.earlierRuns?.(notebook.path),
      notebook.kernel?.()
    ]);
    const input = { path, ...(runs?.length ? { runs } : {}) };
    const description = kind
      ? await describer.describeProgram({ ...input, kind }, reader)
      : await describer.describe({ ...input, content, ...(kernel ? { kernel } : {}) }, reader);
    return new Question(notebook, content, describer, parts, description);
  }

  /** The request as it would be without files and content: what it asks for. */
  preview(edits: RequestEdits): ExecutionRequest {
    return this._describer.toRequest(
      this.description,
      { notebook: 'data:application/x-ipynb+json,', files: {} },
      edits
    );
  }

  /** Adds what git says of the notebook and its files; once for this question. Never rejects. */
  async lookAtGit(): Promise<void> {
    // An image is no file.
    return imageIn(this._notebook.path) === undefined
      ? (this._looked ??= this._lookAtGit())
      : undefined;
  }

  /**
   * The files beside the notebook, put into the broker's store; once for this question. `byCommit`:
   * those that a commit has are named by it instead; `leftOut`: those that are neither.
   */
  async staged(
    signal: AbortSignal,
    { byCommit = false, leftOut = [] }: Pick<NeedEdits, 'byCommit' | 'leftOut'> = {}
  ): Promise<StagedMaterials> {
    if (byCommit) {
      await this.lookAtGit();
    }
    const named = Object.entries(
      (byCommit ? this.description.published?.files : undefined) ?? {}
    ).filter(([path]) => !leftOut.includes(path));
    const key = JSON.stringify([byCommit, leftOut]);
    if (this._staged?.key !== key) {
      const { contents, stage } = this._parts;
      const folder = folderOf(contents.localPath(this._notebook.path));
      // The server knows files by their contents paths, the request by how the notebook names them.
      const names = new Map(
        this._describer
          .sentPaths(this.description)
          .filter(path => !leftOut.includes(path) && !named.some(([other]) => other === path))
          .map(path => [resolvePath(folder, path) ?? path, path])
      );
      const { files, errors } = await stage([...names.keys()], signal);
      const sent = files.map(({ path, ...file }) => [names.get(path) ?? path, file] as const);
      this._staged = {
        key,
        files: Object.fromEntries(
          [
            ...sent,
            ...named.map(([path, file]) => [path, { ...file, location: file.url }] as const)
          ].map(([path, { location, size, sha256 }]) => [
            path,
            { location, size, digest: `sha256:${sha256}` }
          ])
        ),
        errors: errors.map(error => ({ ...error, path: names.get(error.path) ?? error.path }))
      };
    }
    return this._staged;
  }

  /** The whole request. A notebook travels in it, without its outputs; a program was sent before. */
  request(sent: StagedMaterials['files'], edits: RequestEdits): ExecutionRequest {
    const { programMaterials, requirementsText, toRequest } = this._describer;
    const { files, location } = programMaterials(this.description, sent);
    const requirements = requirementsText(this.description);
    const request = toRequest(
      this.description,
      {
        notebook: this.description.program ? (location ?? '') : this._notebook64(edits.parameters),
        files,
        ...(requirements ? { requirementsFile: dataUrl('text/plain', requirements) } : {})
      },
      edits
    );
    // By the description the panel finds the notebook of a session again, in any browser.
    const meta = {
      ...request.executable.meta,
      name: this.description.name,
      description: this._notebook.path
    };
    return { ...request, executable: { ...request.executable, meta } };
  }

  /** The notebook as it travels; made anew only for other values of its parameters. */
  private _notebook64(edits: RequestEdits['parameters']): string {
    const { givenValues, injectParameters, stripOutputs } = this._describer;
    const values = givenValues(this.description.parameters?.value ?? [], edits) ?? {};
    const key = JSON.stringify(values);
    if (this._sent?.key !== key) {
      const content = injectParameters(stripOutputs(this._content), values);
      this._sent = { key, url: dataUrl('application/x-ipynb+json', JSON.stringify(content)) };
    }
    return this._sent.url;
  }

  private async _lookAtGit(): Promise<void> {
    const { contents, git } = this._parts;
    const { path } = this._notebook;
    const local = contents.localPath(path);
    const name = local.split('/').pop() ?? local;
    const files = (this.description.files.value ?? []).filter(({ exists }) => exists);
    // A drive of its own is no folder of the server's.
    const here = contents.driveName(path) === '';
    const [facts, saved] = await Promise.all([
      here
        ? git?.(folderOf(local), [name, ...files.map(file => file.path)]).catch(() => undefined)
        : undefined,
      contents.get(path, { content: false, hash: true }).catch(() => undefined)
    ]);
    const sha256 = saved?.hash_algorithm === 'sha256' ? saved.hash : undefined;
    this.description = this._describer.withGit(
      this.description,
      facts,
      name,
      sha256 ? { sha256, ...(saved?.size === undefined ? {} : { size: saved.size }) } : undefined
    );
  }

  private _looked: Promise<void> | undefined;
  private _sent: { key: string; url: string } | undefined;
  private _staged: (StagedMaterials & { key: string }) | undefined;
}
