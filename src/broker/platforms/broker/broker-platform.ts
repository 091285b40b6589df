import type { SessionConnector } from '../../../model/connector';
import type { Mode } from '../../../model/executable';
import type { MessageItem } from '../../../model/message';
import type { InstalledEnvironment } from '../../../model/provenance';
import type { ExecutionRequest } from '../../../model/request';
import type { ExecutionSession } from '../../../model/session';
import type { SessionFileList } from '../../../model/session-files';
import type { LogName } from '../../../model/session-log';
import { parseInstant } from '../../../model/time';
import type { WireForm } from '../../../model/wire-form';
import type { ByteRange } from '../../byte-range';
import type { Routing } from '../../offers/routing';
import type { StagingArea } from '../../staging/staging-area';
import type { FileStore } from '../../store/file-store';
import type {
  Answer,
  Asking,
  Assignment,
  FileBody,
  ForeignContract,
  ForeignOffer,
  Happening,
  JupyterDoor,
  LogPart,
  Platform,
  Report,
  SessionRef
} from '../platform';
import { acceptThere } from './acceptance';
import { cancelThere } from './cancellation';
import { mayBeTold } from './foreign-words';
import { Following } from './following';
import { jupyterThere } from './jupyter-there';
import { LateOffers } from './late-offers';
import { outgoing, type Outgoing } from './outgoing';
import { presented } from './presented';
import { probe, type ProbeResult } from './probe';
import { askThere } from './question';
import { Remote } from './remote';
import { keyOf } from './remote-documents';
import { logThere } from './remote-logs';
import { installedThere, listThere } from './remote-results';
import { Sendings } from './sendings';
import { lookAt, seen, type Watched } from './session-look';
import { SessionStreams } from './session-streams';
import { Uploads } from './uploads';

/** Milliseconds for a question. */
const PATIENCE = 10_000;
/** Milliseconds for a session to end after a cancel. */
const CANCEL_WITHIN = 30_000;

export interface BrokerPlatformOptions {
  name: string;
  /** Without a slash at the end. */
  url: string;
  /** Absent: found out, and remembered. */
  form?: WireForm | undefined;
  /** Headers that sign one request in; `again`: the last was answered 401. Throws Problem where signing in is needed. */
  authorize: (again: boolean) => Promise<Record<string, string>>;
  /** A PEM file of authorities that are trusted besides the usual ones. */
  caFile?: string | undefined;
  /** What we are called among brokers. */
  identity: string;
  /** Our store, to send files from. */
  files: FileStore;
  staging?: StagingArea | undefined;
  /** Milliseconds for one question. */
  patience?: number | undefined;
  /** Whether what lies below this broker is not named. */
  hideBelow?: boolean | undefined;
  /** The requests that it is asked; absent: all. */
  only?: Routing | undefined;
  report: Report;
  onError: (error: unknown) => void;
}

/** Another broker, over HTTP: what it offers is passed on, accepted there, and followed. */
export class BrokerPlatform implements Platform {
  readonly name: string;
  readonly only?: Routing;
  readonly foreign: ForeignContract;
  private readonly _remote: Remote;
  private readonly _uploads: Uploads;
  private readonly _following: Following<Watched>;
  private readonly _streams: SessionStreams;
  private readonly _late: LateOffers;
  private readonly _sessions = new Map<string, Watched>();
  private readonly _patience: number;

  /** @throws Error where the CA file cannot be read */
  constructor(private readonly _options: BrokerPlatformOptions) {
    const { name, url, form, authorize, caFile, onError, only } = _options;
    const { patience = PATIENCE } = _options;
    this.name = name;
    if (only) {
      this.only = only;
    }
    this._patience = patience;
    const remote = new Remote({ url, form, authorize, caFile, patience });
    this._remote = remote;
    this._uploads = new Uploads(remote, _options.files);
    this._late = new LateOffers(remote);
    const report: Report = async (uuid, happenings, cursor) =>
      _options.report(
        uuid,
        happenings.map(happening => this._told(happening)),
        cursor
      );
    const onOver = ({ uuid }: Watched): void => void this._sessions.delete(uuid);
    this._following = new Following({
      platform: name,
      look: async (session, signal) => lookAt(remote, session, signal, name),
      report,
      onOver,
      onError
    });
    this._streams = new SessionStreams({
      ...{ remote, report, onOver, onError },
      onBroken: session => this._following.add(session)
    });
    this.foreign = {
      accept: async (session, again, mode) => this._accept(session, again, mode),
      release: async ({ key = '' }) => {
        await remote.setPhase(key, 'REJECTED', { patience });
      }
    };
  }

  async ask(request: ExecutionRequest, asking: Asking): Promise<Answer> {
    const remote = this._remote;
    const { files, identity, url, staging, hideBelow = false } = this._options;
    const platform = this.name;
    const { add: onSending } = new Sendings(platform, note => {
      // Nobody waits for it; a question that is over takes no notes.
      asking.soFar([], [note]).catch(() => undefined);
    });
    const prepare = async (ours: boolean): Promise<Outgoing> => {
      const uploads = ours ? this._uploads : undefined;
      return outgoing(request, { files, identity, platform, url, staging, uploads, onSending });
    };
    let out = await prepare(await remote.known.isOurs(asking.signal));
    if (out.unsent > 0 && remote.known.isLooking) {
      // It may take them. Asked without them it would say NO for want of a notebook.
      out = await prepare(await remote.known.isOursAtLast(asking.signal));
    }
    return askThere(out.request, asking, {
      ...{ remote, late: this._late, platform, patience: this._patience, hideBelow },
      offersOf: set => set.offers.flatMap(offer => this._foreignOffer(request, offer, out))
    });
  }

  /** Looks whether it answers, in which form, and whether one must sign in. */
  async probe(signal: AbortSignal): Promise<ProbeResult> {
    return probe(this._remote, this.name, signal);
  }

  async run(assignment: Assignment): Promise<void> {
    const { uuid, key, cursor, request } = assignment;
    if (key === undefined || this._sessions.has(uuid)) {
      return;
    }
    const session: Watched = { uuid, key, cursor, present: found => this._present(request, found) };
    this._sessions.set(uuid, session);
    const ours = await this._remote.known.isOurs().catch(() => false);
    if (!ours || !this._streams.take(session)) {
      this._following.add(session);
    }
  }

  async cancel(session: SessionRef): Promise<void> {
    return this._end(session, 'CANCELLED');
  }

  async finish(session: SessionRef): Promise<void> {
    return this._end(session, 'COMPLETED');
  }

  async jupyter(
    { key = '' }: SessionRef,
    connector: SessionConnector | undefined
  ): Promise<JupyterDoor | undefined> {
    const { url, authorize, caFile } = this._options;
    const ours = await this._remote.known.isOurs();
    return jupyterThere({ key, connector, ours, url, authorize, caFile });
  }

  private async _end(
    { uuid, key = '' }: SessionRef,
    end: 'CANCELLED' | 'COMPLETED'
  ): Promise<void> {
    try {
      await cancelThere(key, {
        remote: this._remote,
        platform: this.name,
        within: CANCEL_WITHIN,
        end,
        onSeen: async session => {
          const watched = this._sessions.get(uuid);
          const happenings = watched ? seen(session, watched.present, this.name) : [];
          await this._options.report(uuid, happenings);
        }
      });
    } finally {
      this._following.nudge(uuid);
    }
  }

  async file({ key = '' }: SessionRef, path: string): Promise<FileBody | undefined> {
    return (await this._remote.known.isOurs()) ? this._remote.file(key, path) : undefined;
  }

  async files({ key = '' }: SessionRef): Promise<SessionFileList | undefined> {
    return (await this._remote.known.isOurs()) ? listThere(this._remote, key) : undefined;
  }

  async log(
    { key = '' }: SessionRef,
    name: LogName,
    range?: ByteRange
  ): Promise<LogPart | undefined> {
    return (await this._remote.known.isOurs())
      ? logThere(this._remote, key, name, range)
      : undefined;
  }

  async environment({ key = '' }: SessionRef): Promise<InstalledEnvironment | undefined> {
    return (await this._remote.known.isOurs()) ? installedThere(this._remote, key) : undefined;
  }

  /** None: what another broker has is known by its keys only, and those are ours to remember. */
  async remnants(): Promise<[]> {
    return Promise.resolve([]);
  }

  async close(): Promise<void> {
    this._following.close();
    this._streams.close();
    this._uploads.close();
    this._remote.close();
    return Promise.resolve();
  }

  private _foreignOffer(
    asked: ExecutionRequest,
    offer: ExecutionSession,
    { warnings }: Outgoing
  ): ForeignOffer[] {
    const key = keyOf(offer);
    if (key === undefined || (offer.phase !== undefined && offer.phase !== 'OFFERED')) {
      return [];
    }
    const expires = offer.expires === undefined ? undefined : parseInstant(offer.expires);
    return [
      {
        key,
        document: this._present(asked, offer, warnings),
        ...(expires === undefined ? {} : { expires: expires - this._remote.http.clock.ahead })
      }
    ];
  }

  private _present(
    asked: ExecutionRequest,
    session: ExecutionSession,
    warnings: readonly MessageItem[] = []
  ): ExecutionSession {
    const { hideBelow = false, url } = this._options;
    const { ahead } = this._remote.http.clock;
    return presented(session, { asked, url, ahead, hideBelow, warnings });
  }

  /** What happened, without the names of what lies below where those are hidden. */
  private _told(happening: Happening): Happening {
    const { message, ...rest } = happening;
    const { hideBelow = false } = this._options;
    return message && !mayBeTold(message, hideBelow, this.name) ? rest : happening;
  }

  private async _accept(
    { key = '' }: SessionRef,
    again: boolean,
    mode: Mode | undefined
  ): Promise<Happening[]> {
    const session = await acceptThere(key, again, {
      remote: this._remote,
      platform: this.name,
      patience: this._patience,
      mode
    });
    // The document comes with the first look, which knows what was asked.
    const { phase } = session;
    return phase === undefined ? [] : [{ phase }];
  }
}
