import { Type, type Static } from 'typebox';

import { MessageItem } from './message';

/** How many files a list holds at most. */
export const MOST_FILES = 10_000;

/** A file in a session's working directory, beside what was sent along (our extension). */
export const ListedFile = Type.Object({
  /** Relative to the working directory, with `/` between its parts. */
  path: Type.String({ minLength: 1 }),
  bytes: Type.Integer({ minimum: 0 }),
  /** When it was last written. */
  modified: Type.String({ format: 'date-time' }),
  /** `new`: it was not sent along. `changed`, `same`: it was, and has another content now, or not. */
  state: Type.Enum(['new', 'changed', 'same']),
  /** Lower-case hex; only where it is known without reading the file. */
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' }))
});
export type ListedFile = Static<typeof ListedFile>;

/** The files of a session, by path (our extension, `GET /sessions/{uuid}/files`). */
export const SessionFileList = Type.Object({
  files: Type.Array(ListedFile, { maxItems: MOST_FILES }),
  /** What is missing from the list, and why. */
  messages: Type.Optional(Type.Array(MessageItem))
});
export type SessionFileList = Static<typeof SessionFileList>;

/** A file of a session beside the one that it would become at home; said by our Jupyter server. */
export const FileLook = Type.Object({
  path: Type.String(),
  bytes: Type.Number(),
  modified: Type.String(),
  state: Type.String(),
  /** What stands there already. */
  here: Type.Optional(Type.Object({ bytes: Type.Number(), modified: Type.String() })),
  /** Whether that is the same. */
  same: Type.Optional(Type.Boolean()),
  /** Why it cannot come. */
  message: Type.Optional(Type.String())
});
export type FileLook = Static<typeof FileLook>;

export const FileLooks = Type.Object({
  files: Type.Array(FileLook),
  messages: Type.Optional(Type.Array(MessageItem))
});
export type FileLooks = Static<typeof FileLooks>;

/**
 * A line of what our Jupyter server tells while files come home: the total of bytes; the bytes of a
 * file so far; where it is now with all its bytes, or why it did not come; at the end how many came.
 */
export const BringNews = Type.Object({
  total: Type.Optional(Type.Number()),
  path: Type.Optional(Type.String()),
  bytes: Type.Optional(Type.Number()),
  to: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  brought: Type.Optional(Type.Number())
});
export type BringNews = Static<typeof BringNews>;
