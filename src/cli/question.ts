import { randomUUID } from 'node:crypto';

import { injectParameters } from '../description/inject-parameters';
import { givenValues } from '../description/parameters';
import { programMaterials } from '../description/programs/sent-paths';
import { requirementsText, toRequest, type RequestEdits } from '../description/request';
import { stripOutputs } from '../description/strip-outputs';
import type { OfferSetResponse } from '../model/offer-set';
import type { ExecutionRequest } from '../model/request';
import type { BrokerLink } from './broker-link';
import { reasonOf } from './command-error';
import type { NotebookFile } from './notebook-file';
import { stageFiles, type Staged } from './staging';

/** Where, and when, can this notebook run? Asked of one broker. */
export class Question {
  constructor(
    readonly notebook: NotebookFile,
    private readonly _link: BrokerLink,
    private readonly _edits: RequestEdits,
    private readonly _byCommit = false
  ) {}

  /** What will be asked for, before anything is sent. */
  get preview(): ExecutionRequest {
    return toRequest(this.notebook.description, { notebook: 'data:,', files: {} }, this._edits);
  }

  /** Puts the files beside the notebook into the broker's store. */
  async stage(signal: AbortSignal): Promise<Staged['errors']> {
    const { files, errors } = await stageFiles(this.notebook, this._link, signal, this._byCommit);
    this._files = files;
    return errors;
  }

  /** Asks, and returns once every platform has answered. */
  async ask(): Promise<OfferSetResponse> {
    const { description } = this.notebook;
    const requirements = requirementsText(description);
    const { files, location } = programMaterials(description, this._files);
    const request = toRequest(
      description,
      {
        notebook: description.program ? (location ?? '') : this._notebookUrl(),
        files,
        ...(requirements ? { requirementsFile: dataUrl('text/plain', requirements) } : {})
      },
      this._edits
    );
    this._asked = await this._link.client.ask({ ...this._named(request), question: randomUUID() });
    return this._asked;
  }

  /** By it the broker on this computer finds earlier runs again. */
  private _named(request: ExecutionRequest): ExecutionRequest {
    const { executable } = request;
    const { known } = this.notebook;
    return this._link.own
      ? {
          ...request,
          executable: { ...executable, meta: { ...executable.meta, description: known } }
        }
      : request;
  }

  /** The notebook with its parameters, without its outputs. */
  private _notebookUrl(): string {
    const { content, description } = this.notebook;
    const values = givenValues(description.parameters?.value ?? [], this._edits.parameters) ?? {};
    return dataUrl('application/x-ipynb+json', notebookText(content, values));
  }

  /**
   * Gives back every offer that has not been accepted, so that nobody's capacity waits in vain.
   *
   * @returns what could not be given back, and why
   */
  async withdraw(): Promise<string[]> {
    const { client } = this._link;
    const uuid = this._asked?.meta?.uuid;
    const set = uuid === undefined ? this._asked : await client.offerSet(uuid);
    this._asked = undefined;
    const open = (set?.offers ?? []).filter(({ phase, meta }) => phase === 'OFFERED' && meta?.uuid);
    const outcomes = await Promise.allSettled(
      open.map(async ({ meta }) => client.reject(meta?.uuid ?? ''))
    );
    return outcomes.flatMap(outcome =>
      outcome.status === 'rejected' ? [reasonOf(outcome.reason)] : []
    );
  }

  private _files: Staged['files'] = {};
  private _asked: OfferSetResponse | undefined;
}

/** A notebook as it is sent. */
export function notebookText(
  content: unknown,
  parameters: Readonly<Record<string, string>> = {}
): string {
  return JSON.stringify(injectParameters(stripOutputs(content), parameters));
}

function dataUrl(mediaType: string, text: string): string {
  return `data:${mediaType};base64,${Buffer.from(text).toString('base64')}`;
}
