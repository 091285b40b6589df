import { Type, type Static } from 'typebox';

import { MessageItem } from './message';

/**
 * The pages of a session's Jupyter server that a browser can open there (our extension, `GET
 * /sessions/{uuid}/frontend`).
 */
export const SessionFrontend = Type.Object({
  /** JupyterLab's, or those of Jupyter Notebook; absent: none, and the messages say why. */
  frontend: Type.Optional(Type.Enum(['lab', 'notebook'])),
  messages: Type.Optional(Type.Array(MessageItem))
});
export type SessionFrontend = Static<typeof SessionFrontend>;
