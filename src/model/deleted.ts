import { Type, type Static } from 'typebox';

import { MessageItem } from './message';

/** The answer to `DELETE /sessions/{uuid}` (our extension): what to know of it, as what stays elsewhere. */
export const Deleted = Type.Object({ messages: Type.Array(MessageItem) });
export type Deleted = Static<typeof Deleted>;
