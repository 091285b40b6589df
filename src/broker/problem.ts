import type { MessageItem } from '../model/message';
import { fillTemplate } from '../model/template';

/** Something that the client should know about and can act on: an HTTP status and its reasons. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly messages: MessageItem[]
  ) {
    super(messages.map(message => message.message).join(' '));
    this.name = 'Problem';
  }
}

/** A message of ours; `kind` is the last part of its URN. */
export function say(
  level: 'INFO' | 'WARN' | 'ERROR',
  kind: string,
  template: string,
  values: Record<string, string | number> = {}
): MessageItem {
  const strings = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value)])
  );
  return {
    kind: `urn:execution-broker:${kind}`,
    time: new Date().toISOString(),
    level,
    template,
    values: strings,
    message: fillTemplate(template, strings)
  };
}
