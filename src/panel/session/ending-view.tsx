import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { ExecutionSession } from '../../model/session';
import type { AskedNeeds } from '../../tokens';
import { Action } from '../action';
import { levelName } from '../level';
import { Remark } from '../remark';
import { hasEnded, lastWord, notebookPath } from '../sessions/session-story';
import { sentence } from '../words/sentence';
import { Ansi } from './ansi';
import { moreNeeds } from './ask-more';

export interface EndingViewProps {
  session: ExecutionSession;
  trans: TranslationBundle;
  /** Asks again where the notebook can run; with needs instead of those that are found. */
  onAsk: (needs?: AskedNeeds) => void;
}

/** Why a session ended as it did, and what helps. */
export function EndingView({ session, trans, onAsk }: EndingViewProps): ReactNode {
  const word = hasEnded(session) ? lastWord(session) : undefined;
  const more = moreNeeds(session, trans);
  if (!word || (session.phase === 'COMPLETED' && !more)) {
    return null;
  }
  const level = session.phase === 'FAILED' ? 'error' : 'info';
  const { traceback } = word.values ?? {};
  return (
    <section className="jp-ExecutionBroker-ending" aria-label={trans.__('How it ended')}>
      <Remark level={level} levelName={levelName(level, trans)}>
        {sentence(word, trans)}
      </Remark>
      {traceback ? (
        <div className="jp-RenderedText">
          <pre
            className="jp-ExecutionBroker-traceback"
            tabIndex={0}
            aria-label={trans.__('Traceback')}
          >
            <Ansi text={traceback} />
          </pre>
        </div>
      ) : null}
      {notebookPath(session) === undefined ? null : (
        <p>
          {more ? (
            <Action
              look="primary"
              onClick={() => {
                onAsk(more.needs);
              }}
            >
              {trans.__('Ask again with %1', more.text)}
            </Action>
          ) : (
            <Action
              onClick={() => {
                onAsk();
              }}
            >
              {trans.__('Ask again')}
            </Action>
          )}
        </p>
      )}
    </section>
  );
}
