import { Type, type Static } from 'typebox';

/** Name to value, both strings. */
export const NameValueMap = Type.Record(Type.String(), Type.String());

export const MESSAGE_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'OTHER'] as const;

/** A message after the Message Templates standard (messagetemplates.org). */
export const MessageItem = Type.Object({
  kind: Type.Optional(Type.String()),
  time: Type.Optional(Type.String()),
  level: Type.Optional(Type.Enum([...MESSAGE_LEVELS])),
  template: Type.Optional(Type.String()),
  values: Type.Optional(NameValueMap),
  message: Type.Optional(Type.String())
});
export type MessageItem = Static<typeof MessageItem>;
