import { Notification } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import type { ExecutionSession } from '../../model/session';
import type { BrokerPart, IExecutionBroker } from '../../tokens';
import { hasEnded, isRunning, sessionId } from '../sessions/session-story';
import type { Desktop } from './desktop';
import type { Look, News } from './news';
import { noticeOf } from './notice';
import { LONG, NoticeActions, SHORT } from './notice-actions';
import { putAway, thatStay } from './put-away';
import { timeLimit } from './time-limit';
import type { ToldStore } from './told-store';
import { wishesOf, type Wishes } from './wishes';

/** Milliseconds; a little more than two looks of a page that is seen. */
const HIDDEN_WAITS = 11_000;
/** setTimeout takes no more. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface NoticesOptions {
  broker: IExecutionBroker;
  store: Pick<ToldStore, 'hasNews' | 'take'>;
  desktop: Desktop;
  /** Of schema/notifications.json; absent: as they are by default. */
  settings?: ISettingRegistry.ISettings | undefined;
  /** Opens the page of a session, by its uuid. */
  openSession: (uuid: string) => void;
  trans: TranslationBundle;
}

/** Tells what becomes of sessions, wherever the reader is: each thing once, in one tab. */
export class Notices implements IDisposable {
  constructor(private readonly _options: NoticesOptions) {
    const { broker } = _options;
    this._actions = new NoticeActions(_options);
    broker.changed.connect(this._onChanged, this);
    _options.settings?.changed.connect(this._onSettingsChanged, this);
    if (_options.desktop.permission === 'ask') {
      this._askForDesktop();
    }
    this._look();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
    this._options.broker.changed.disconnect(this._onChanged, this);
    this._options.settings?.changed.disconnect(this._onSettingsChanged, this);
  }

  /** The reader looks at a session, or does something with it: what is told of its end is out of the way. */
  seen(uuid: string): void {
    for (const { id, kind } of this._shown.get(uuid) ?? []) {
      if (kind === 'ended') {
        putAway(id);
      }
    }
  }

  private get _wishes(): Wishes {
    return wishesOf(this._options.settings);
  }

  /** Asks whether the desktop may be used, where that is wished and not known. */
  private _askForDesktop(): void {
    const { desktop, trans } = this._options;
    if (!this._wishes.desktop || this._asked) {
      return;
    }
    this._asked = true;
    if (desktop.permission === 'ask') {
      const text = trans.__(
        'Your browser wants to know whether notifications may show on the desktop.'
      );
      Notification.emit(text, 'info', {
        autoClose: false,
        actions: [{ label: trans.__('Allow…'), callback: () => void desktop.ask() }]
      });
    } else if (desktop.permission !== 'granted') {
      const text =
        desktop.permission === 'denied'
          ? trans.__(
              'Your browser does not let this page show notifications on the desktop; its settings for this site say so.'
            )
          : trans.__(
              'Your browser shows notifications on the desktop only for pages that came by https or from this computer.'
            );
      Notification.emit(text, 'warning', { autoClose: LONG });
    }
  }

  private _onSettingsChanged(): void {
    this._askForDesktop();
  }

  private _onChanged(_: IExecutionBroker, part: BrokerPart): void {
    if (part === 'sessions') {
      this._look();
    }
  }

  private _look(): void {
    if (this._isDisposed) {
      return;
    }
    clearTimeout(this._timer);
    const { broker } = this._options;
    const { now } = broker;
    this._dismissOld(broker.sessions);
    const near = broker.sessions
      .flatMap(session => timeLimit(session)?.near ?? [])
      .filter(moment => moment > now);
    if (near.length) {
      const wait = Math.min(Math.min(...near) - now, LONGEST_TIMER);
      this._timer = window.setTimeout(() => {
        this._look();
      }, wait);
    }
    for (const session of broker.sessions) {
      const uuid = sessionId(session);
      const act = broker.doing(uuid);
      // What ended it is asked when it has ended, and that act may be over by then.
      if (act !== undefined || isRunning(session)) {
        this._acts.set(uuid, act);
      }
      // Files come by themselves, where that is wished.
      if (act !== undefined && act !== 'home' && hasEnded(session)) {
        this.seen(uuid);
      }
    }
    this._stale = true;
    void this._tell();
  }

  /** One after the other, and always of how it stands now. */
  private async _tell(): Promise<void> {
    if (this._telling) {
      return;
    }
    this._telling = true;
    const { broker, store } = this._options;
    const look = (): Look => ({
      sessions: broker.sessions,
      now: broker.now,
      doing: uuid => this._acts.get(uuid)
    });
    try {
      while (this._stale && !this._isDisposed) {
        this._stale = false;
        if (document.hidden && store.hasNews(look())) {
          // A page that is seen comes first.
          await new Promise(done => window.setTimeout(done, HIDDEN_WAITS));
        }
        for (const news of await store.take(look())) {
          await this._say(news);
        }
      }
    } finally {
      this._telling = false;
    }
  }

  private async _say(news: News): Promise<void> {
    const { broker, desktop, trans } = this._options;
    const { session, kind } = news;
    const uuid = sessionId(session);
    const { text, type, more } = noticeOf(news, broker.now, trans);
    const found = await this._actions.of(news, more, this._wishes.bringHome);
    const stays = type === 'error';
    const actions = stays ? thatStay(found, () => this.seen(uuid)) : found;
    const id = Notification.emit(text, type, {
      actions,
      // What must be done before a moment waits for that; toasts wait for who looks elsewhere.
      autoClose:
        kind === 'limit' ? false : kind === 'ready' || stays || actions.length > 1 ? LONG : SHORT
    });
    if (kind !== 'ended' || stays) {
      this._shown.set(uuid, [...(this._shown.get(uuid) ?? []), { id, kind, of: endOf(session) }]);
    }
    if (document.hidden && this._wishes.desktop && desktop.permission === 'granted') {
      desktop.show(text, `${uuid} ${kind}`, () => {
        if (kind === 'ready') {
          void this._actions.do(broker.work(uuid));
        } else {
          this._options.openSession(uuid);
        }
      });
    }
  }

  /** Buttons that do nothing any more go: of what has ended, or was given more time. */
  private _dismissOld(sessions: readonly ExecutionSession[]): void {
    for (const session of sessions) {
      const uuid = sessionId(session);
      const shown = this._shown.get(uuid);
      const old = shown?.filter(
        ({ kind, of }) =>
          kind !== 'ended' && (!isRunning(session) || (kind === 'limit' && of !== endOf(session)))
      );
      if (shown && old?.length) {
        old.forEach(({ id }) => {
          Notification.dismiss(id);
        });
        this._shown.set(
          uuid,
          shown.filter(each => !old.includes(each))
        );
      }
    }
  }

  private readonly _actions: NoticeActions;
  /** What was last being done to a session from here. */
  private readonly _acts = new Map<string, string | undefined>();
  private _asked = false;
  private _isDisposed = false;
  private readonly _shown = new Map<string, Shown[]>();
  private _stale = false;
  private _telling = false;
  private _timer: number | undefined;
}

interface Shown {
  id: string;
  kind: News['kind'];
  /** When the session was to end, as it was told. */
  of: number | undefined;
}

function endOf(session: ExecutionSession): number | undefined {
  return timeLimit(session)?.end;
}
