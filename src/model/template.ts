import type { MessageItem } from './message';

/** A template with its `{name}` holes filled from the values; a hole without a value stays. */
export function fillTemplate(template: string, values: Record<string, string> = {}): string {
  return template.replace(/\{(\w[\w.-]*)\}/g, (hole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? hole) : hole
  );
}

/** The sentence of a message: as given, or its template filled. Empty where it has neither. */
export function messageText(message: MessageItem): string {
  return message.message ?? fillTemplate(message.template ?? '', message.values);
}
