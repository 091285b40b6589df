import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import { bytesText } from '../../model/amount-text';
import type { MessageItem } from '../../model/message';
import type { ExecutionSession } from '../../model/session';
import { parseInstant } from '../../model/time';
import { remarkLevel } from '../level';
import { timeText } from '../words/moment';
import { sentence } from '../words/sentence';
import { notebookPath } from './session-story';

export interface TimelineProps {
  session: ExecutionSession;
  now: number;
  trans: TranslationBundle;
}

/** What happened to a session, in its order, with what it used. */
export function Timeline({ session, now, trans }: TimelineProps): ReactNode {
  const messages = session.meta?.messages ?? [];
  const path = notebookPath(session);
  return (
    <>
      {path ? <p>{path}</p> : null}
      {messages.length ? (
        <ol className="jp-ExecutionBroker-timeline">
          {messages.map((message, i) => (
            <Happening key={i} message={message} now={now} trans={trans} />
          ))}
        </ol>
      ) : (
        <p>{trans.__('Nothing has been reported yet.')}</p>
      )}
      {session.usage ? (
        <p>{trans.__('Memory at its peak: %1', bytesText(session.usage.peak))}</p>
      ) : null}
    </>
  );
}

function Happening({
  message,
  now,
  trans
}: {
  message: MessageItem;
  now: number;
  trans: TranslationBundle;
}) {
  const time = parseInstant(message.time ?? '');
  const traceback = message.values?.traceback;
  return (
    <li data-level={remarkLevel(message)}>
      {time === undefined ? null : (
        <time dateTime={message.time} title={new Date(time).toLocaleString()}>
          {timeText(time, now)}
        </time>
      )}{' '}
      {sentence(message, trans)}
      {traceback ? <pre tabIndex={0}>{withoutColours(traceback)}</pre> : null}
    </li>
  );
}

/** A traceback comes as the kernel wrote it, with a terminal's colours. */
function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
