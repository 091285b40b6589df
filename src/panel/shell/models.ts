import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import type { BrokerClient } from '../../client/broker-client';
import { BrokersClient } from '../../client/brokers-client';
import { HistoryClient } from '../../client/history-client';
import type { LoadedDifference } from '../../description/loaded';
import { folderOf } from '../../description/path';
import type { Mode } from '../../model/executable';
import type { ExecutionSession } from '../../model/session';
import { AskFlow } from '../ask/ask-flow';
import type { Describer } from '../ask/describer';
import type { NotebookSource } from '../ask/notebook-source';
import type { AskGit } from '../ask/server-git';
import type { AskHidden } from '../ask/server-hidden';
import type { Stage } from '../ask/staging';
import { BrokersModel } from '../brokers/brokers-model';
import { Clock } from '../clock';
import { ChoiceMemory } from '../needs/choice-memory';
import { requirementsPath } from '../needs/requirements-path';
import { NeedsModel } from '../needs/needs-model';
import { RequirementsWriter } from '../needs/requirements-writer';
import { OffersModel } from '../offers/offers-model';
import type { BringFilesOptions } from '../results/bring-files';
import { resultsOf, type ResultsOptions } from '../results/results';
import { isRunning, notebookPath, sessionId } from '../sessions/session-story';
import { SessionsModel } from '../sessions/sessions-model';
import type { WayThere } from '../there/way-there';
import type { Preferences } from './preferences';

export interface ModelsOptions extends Pick<
  ResultsOptions,
  'compare' | 'edit' | 'show' | 'switchKernel'
> {
  client: BrokerClient;
  stage: Stage;
  git?: AskGit;
  hidden?: AskHidden;
  way: WayThere;
  contents: Pick<
    Contents.IManager,
    'get' | 'save' | 'delete' | 'driveName' | 'localPath' | 'getDownloadUrl'
  >;
  /** The models' own from now on, as the preferences are. */
  notebooks: NotebookSource & IDisposable;
  preferences: Preferences;
  /** Opens a document, and reads it again if it is open already. */
  open: (path: string) => Promise<void>;
  trans: TranslationBundle;
  loadDescriber: () => Promise<Describer>;
  /** Whether a notebook that runs already is to run once more. */
  confirmSecond: (name: string) => Promise<boolean>;
}

const atHome = async () => import(/* webpackChunkName: "panel-rest" */ '../results/at-home');

/** Everything that the panel shows, and how its parts hear of one another. */
export class Models implements IDisposable {
  constructor(options: ModelsOptions) {
    const { client, contents, notebooks, git, open, preferences, stage, trans } = options;
    this._confirmSecond = options.confirmSecond;
    this.client = client;
    this._history = new HistoryClient(client.wire);
    this._notebooks = notebooks;
    this.preferences = preferences;
    // What brokers write is in their time.
    const now = () => Date.now() + client.wire.skew;
    this.clock = new Clock(now);
    this.brokers = new BrokersModel({
      client: new BrokersClient(client.wire),
      home: preferences.brokers
    });
    this.offers = new OffersModel(client, now);
    const { compare, edit, show, switchKernel } = options;
    const localPath = (path: string) => contents.localPath(path);
    this._bring = { client, localPath };
    this.sessions = new SessionsModel(
      client,
      resultsOf({
        ...{ client, compare, contents, edit, localPath, open, show, trans, switchKernel },
        there: async session => this._openThere(session, options)
      })
    );
    this.flow = new AskFlow({
      contents,
      stage,
      ...(git ? { git } : {}),
      ...(options.hidden ? { hidden: options.hidden } : {}),
      notebooks,
      needs: this.needs,
      offers: this.offers,
      preferences: () => preferences.state.value,
      ready: async () => this.brokers.settled,
      loadDescriber: options.loadDescriber,
      earlierRuns: async path => this._history.evidence({ notebook: path }),
      now
    });
    this._contents = contents;
    this.writer = new RequirementsWriter(contents, () => {
      void this.flow.ask(this.needs.state.value.path);
    });
    this.brokers.changed.connect(this._onBrokersChanged, this);
    this.offers.accepted.connect(this._onAccepted, this);
    this.offers.lost.connect(this._onLost, this);
    window.addEventListener('pagehide', this._onPageHide);
  }

  readonly brokers: BrokersModel;
  readonly client: BrokerClient;
  readonly clock: Clock;
  readonly flow: AskFlow;
  readonly needs = new NeedsModel(new ChoiceMemory('jupyterlab-execution-broker:choices'));
  readonly offers: OffersModel;
  readonly preferences: Preferences;
  readonly sessions: SessionsModel;
  readonly writer: RequirementsWriter;

  get isDisposed(): boolean {
    return this.flow.isDisposed;
  }

  /** Whether the panel can be seen: hidden, it asks nobody and hardly polls. */
  set visible(visible: boolean) {
    this.watch(this, visible);
    this.flow.visible = visible;
    this.sessions.visible = visible;
    this.brokers.visible = visible;
  }

  /** Keeps the clock going while one of those that show the time can be seen. */
  watch(view: object, visible: boolean): void {
    if (visible) {
      this._watching.add(view);
    } else {
      this._watching.delete(view);
    }
    this.clock.running = this._watching.size > 0;
  }

  /** Runs the notebook on an offer, or makes ready to work in it; where it runs already, only if that is meant. */
  async accept(uuid: string, mode?: Mode): Promise<void> {
    const { path = '' } = this.needs.state.value;
    const runs = this.sessions.state.value.sessions.some(
      session => isRunning(session) && notebookPath(session) === path
    );
    const name = path.split('/').pop() ?? path;
    if ((!runs && !this.offers.isTakingOther(uuid)) || (await this._confirmSecond(name))) {
      await this.offers.accept(uuid, mode);
    }
  }

  /** How many files a session has made or changed that are not here as they are there. */
  async newFiles(uuid: string): Promise<number> {
    const session = this.sessions.state.value.sessions.find(each => sessionId(each) === uuid);
    return session ? (await atHome()).newFiles(session, this._bring) : 0;
  }

  /** Asks for what the notebook's kernel has loaded, in its requirements file. */
  async writeLoaded(differences: readonly LoadedDifference[]): Promise<void> {
    const { description, path } = this.needs.state.value;
    if (!description || path === undefined) {
      return;
    }
    const drive = this._contents.driveName(path);
    const local = requirementsPath(description, folderOf(this._contents.localPath(path)));
    await this.writer.write(drive ? `${drive}:${local}` : local, differences, path);
  }

  dispose(): void {
    window.removeEventListener('pagehide', this._onPageHide);
    for (const part of [
      this.flow,
      this.brokers,
      this.needs,
      this.writer,
      this.offers,
      this.sessions,
      this.clock,
      this.preferences,
      this._notebooks
    ]) {
      part.dispose();
    }
  }

  private async _openThere(
    session: ExecutionSession,
    { client, contents, loadDescriber, notebooks, trans, way }: ModelsOptions
  ): Promise<string | undefined> {
    const [{ openThere, whatGoes }, describer] = await Promise.all([
      import(/* webpackChunkName: "there" */ '../there'),
      loadDescriber()
    ]);
    const { edits, path: shown } = this.needs.state.value;
    return openThere(session, {
      ...{ client, contents, trans, way },
      // What the reader does not want to send does not go this way either.
      going: async path =>
        whatGoes(
          notebooks.at(path),
          contents,
          describer,
          path === shown ? (edits.leftOut ?? []) : []
        )
    });
  }

  private _onAccepted(_: OffersModel, session: ExecutionSession): void {
    this.sessions.add(session);
  }

  private _onLost(): void {
    void this.flow.askAgain();
  }

  /** Others can be asked than when the question was put. */
  private _onBrokersChanged(): void {
    if (this.offers.state.value.phase !== 'idle') {
      void this.flow.askAgain();
    }
  }

  private readonly _onPageHide = (): void => {
    this.offers.giveBack();
  };

  private readonly _bring: Pick<BringFilesOptions, 'client' | 'localPath'>;
  private readonly _history: HistoryClient;
  private readonly _contents: ModelsOptions['contents'];
  private readonly _confirmSecond: ModelsOptions['confirmSecond'];
  private readonly _notebooks: IDisposable;
  private readonly _watching = new Set<object>();
}
