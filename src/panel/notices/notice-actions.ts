import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { durationText } from '../../model/amount-text';
import type { ExecutionSession } from '../../model/session';
import type { IExecutionBroker } from '../../tokens';
import { moreNeeds } from '../session/ask-more';
import { notebookPath, sessionId } from '../sessions/session-story';
import { trouble } from '../trouble';
import { timeText } from '../words/moment';
import type { News } from './news';
import { timeLimit } from './time-limit';
import type { BringHome } from './wishes';

/** Milliseconds that a notification stays in front; it stays in JupyterLab's list. */
export const SHORT = 8000;
export const LONG = 20_000;

export interface NoticeActionsOptions {
  broker: IExecutionBroker;
  /** Opens the page of a session, by its uuid. */
  openSession: (uuid: string) => void;
  trans: TranslationBundle;
}

/** What can be done about a thing that is told, each a button. */
export class NoticeActions {
  constructor(private readonly _options: NoticeActionsOptions) {}

  /** `more`: seconds that can be asked for. */
  async of(
    { kind, session }: News,
    more: readonly number[],
    bringHome: BringHome
  ): Promise<Notification.IAction[]> {
    switch (kind) {
      case 'ready':
        return this._ready(session);
      case 'limit':
        return this._limit(session, more);
      case 'ended':
        return this._ended(session, bringHome);
    }
  }

  /** What a button has begun: why it did not work is told where the button was. */
  async do(act: Promise<void>): Promise<void> {
    try {
      await act;
    } catch (error) {
      Notification.emit(trouble(error).message, 'error', { autoClose: LONG });
    }
  }

  private _ready(session: ExecutionSession): Notification.IAction[] {
    const { broker, trans } = this._options;
    return notebookPath(session) === undefined
      ? []
      : [
          {
            label: trans.__('Work in it'),
            displayType: 'accent',
            callback: () => void this.do(broker.work(sessionId(session)))
          }
        ];
  }

  private _limit(session: ExecutionSession, more: readonly number[]): Notification.IAction[] {
    const { trans } = this._options;
    return more.map(seconds => ({
      label: trans.__('%1 more', durationText(seconds)),
      caption: trans.__('Let the session run for %1 more', durationText(seconds)),
      callback: () => void this.do(this._extend(sessionId(session), seconds))
    }));
  }

  /** Two buttons at most: there is no room for more. */
  private async _ended(
    session: ExecutionSession,
    bringHome: BringHome
  ): Promise<Notification.IAction[]> {
    const files = await this._files(session, bringHome);
    if (session.phase !== 'FAILED') {
      return [...this._result(session), ...files];
    }
    const more = this._more(session);
    return [...more, this._happened(session), ...(more.length ? [] : files)];
  }

  private _more(session: ExecutionSession): Notification.IAction[] {
    const { broker, trans } = this._options;
    const more = moreNeeds(session, trans);
    const path = notebookPath(session);
    return more && path !== undefined
      ? [
          {
            label: trans.__('Ask for %1', more.amount),
            caption: trans.__('Ask again with %1', more.text),
            displayType: 'accent',
            callback: () => void this.do(broker.ask(path, more.needs))
          }
        ]
      : [];
  }

  private _happened(session: ExecutionSession): Notification.IAction {
    const { openSession, trans } = this._options;
    return {
      label: trans.__('What happened'),
      caption: trans.__('Open the page of the session'),
      callback: () => {
        openSession(sessionId(session));
      }
    };
  }

  private _result(session: ExecutionSession): Notification.IAction[] {
    const { broker, trans } = this._options;
    return session.result
      ? [
          {
            label: trans.__('Open'),
            caption: trans.__('Open the executed notebook'),
            callback: () => void this.do(broker.openResult(sessionId(session)))
          }
        ]
      : [];
  }

  private async _files(
    session: ExecutionSession,
    bringHome: BringHome
  ): Promise<Notification.IAction[]> {
    const { broker, trans } = this._options;
    const uuid = sessionId(session);
    if (bringHome === 'always') {
      void this.do(broker.bringHome(uuid, { all: true }));
    }
    // That they cannot be counted is told to who asks for them, in the panel.
    const files = bringHome === 'ask' ? await broker.newFiles(uuid).catch(() => 0) : 0;
    return files
      ? [
          {
            label: trans._n('Bring %1 file home…', 'Bring %1 files home…', files),
            caption: trans.__('Choose among the new and changed files of the session'),
            callback: () => void this.do(broker.bringHome(uuid))
          }
        ]
      : [];
  }

  private async _extend(uuid: string, seconds: number): Promise<void> {
    const { broker, trans } = this._options;
    await broker.extend(uuid, seconds);
    const session = broker.sessions.find(({ meta }) => meta?.uuid === uuid);
    const limit = session && timeLimit(session);
    const until = limit ? timeText(limit.end, broker.now) : durationText(seconds);
    Notification.emit(trans.__('The session may go on until %1.', until), 'success', {
      autoClose: SHORT
    });
  }
}
