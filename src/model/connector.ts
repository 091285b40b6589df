import { Type, type Static } from 'typebox';

/** A way into a session: a URL and what speaks there. */
export const SessionConnector = Type.Object({
  kind: Type.Optional(Type.String()),
  status: Type.Optional(Type.Enum(['PREPARING', 'AVAILABLE', 'FINISHED'])),
  protocol: Type.Optional(Type.String()),
  location: Type.Optional(Type.String())
});
export type SessionConnector = Static<typeof SessionConnector>;

/** Whether a Jupyter server is at the other end, whatever its broker calls that. */
export function isJupyter({ kind = '' }: SessionConnector): boolean {
  return /jupyter/i.test(kind);
}
