import { kindName } from '../../../model/kinds';
import { MessageItem } from '../../../model/message';
import { messageText } from '../../../model/template';
import { check } from '../../../model/validate';

/** So much of what another broker says is kept. */
const MOST = 50;
const LONGEST = 2000;

/** What others say as plain text of one line, cut at `length` characters. */
export function cleanText(text: string, length = LONGEST): string {
  const line = text
    // Control characters, and those that turn the direction of what follows.
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** The messages of another broker; those that are none are left out, and so is what is too much. */
export function cleanMessages(value: unknown): MessageItem[] {
  return (Array.isArray(value) ? value.slice(0, MOST) : []).flatMap((item: unknown) => {
    if (typeof item === 'string') {
      return [{ level: 'INFO' as const, message: cleanText(item) }];
    }
    const fields = lenient(item);
    return fields === undefined ? [] : [{ ...fields, message: sentenceOf(fields) }];
  });
}

/**
 * The sentence of a message. A template that its broker never filled keeps no holes, and what has no
 * words at all is told by its kind.
 */
export function sentenceOf(message: MessageItem): string {
  const text = messageText(message).replace(/\$?\{[\w. -]*\}/g, '…');
  return cleanText(text) || (message.kind ? kindName(message.kind).replace(/[-_]/g, ' ') : '');
}

/** Whether a message may be passed on where what lies below is not to be named. `name`: who passes it. */
export function mayBeTold({ values }: MessageItem, hideBelow: boolean, name?: string): boolean {
  return !hideBelow || values?.platform === undefined || values.platform === name;
}

function lenient(item: unknown): MessageItem | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return undefined;
  }
  const { level, values, ...rest } = item as Record<string, unknown>;
  const texts = Object.fromEntries(
    ['kind', 'time', 'template', 'message'].flatMap(name => {
      const value = rest[name];
      return typeof value === 'string' && value ? [[name, cleanText(value)]] : [];
    })
  );
  const filled = Object.fromEntries(
    Object.entries(typeof values === 'object' && values !== null ? values : {})
      .slice(0, MOST)
      .map(([name, value]) => [name, cleanText(String(value))])
  );
  const message = {
    ...texts,
    ...(typeof level === 'string' ? { level: level.toUpperCase() } : {}),
    ...(Object.keys(filled).length ? { values: filled } : {})
  };
  if (check(MessageItem, message).length === 0) {
    return message as MessageItem;
  }
  return { ...texts, level: 'INFO' };
}
