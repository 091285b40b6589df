import { JUPYTER_CONNECTOR } from '../../model/kinds';
import type { MessageItem } from '../../model/message';
import { isActive, isFinal, type Phase } from '../../model/phase';
import type { ExecutionSession } from '../../model/session';
import { parseInstant } from '../../model/time';
import { DURATION_PATH } from '../../model/update-kind';

export function sessionId(session: ExecutionSession): string {
  return session.meta?.uuid ?? '';
}

export function sessionPhase(session: ExecutionSession): Phase {
  return session.phase ?? 'INITIAL';
}

export function isRunning(session: ExecutionSession): boolean {
  return isActive(sessionPhase(session));
}

export function hasEnded(session: ExecutionSession): boolean {
  return isFinal(sessionPhase(session));
}

/** Whether there is a Jupyter server in it now. */
export function canBeWorkedIn({ connectors = [] }: ExecutionSession): boolean {
  return connectors.some(
    ({ kind, status }) => kind === JUPYTER_CONNECTOR && status === 'AVAILABLE'
  );
}

/** Whether its user may end it well: somebody works in it. */
export function canFinish({ meta }: ExecutionSession): boolean {
  return (meta?.options ?? []).some(
    ({ path, values }) => path === 'phase' && values?.includes('COMPLETED')
  );
}

/** The most seconds that it can be given more now; 0: none. */
export function moreSeconds({ meta }: ExecutionSession): number {
  return meta?.options?.find(({ path }) => path === DURATION_PATH)?.max ?? 0;
}

/** The contents path of the notebook that it runs; the panel put it into the description. */
export function notebookPath(session: ExecutionSession): string | undefined {
  const path = session.executable?.meta?.description;
  return path?.endsWith('.ipynb') ? path : undefined;
}

/** The name of what it runs. */
export function sessionName(session: ExecutionSession): string {
  return (
    session.executable?.meta?.name ??
    notebookPath(session)?.split('/').pop() ??
    session.meta?.name ??
    sessionId(session).slice(0, 8)
  );
}

/** When it was accepted and when it ended, in milliseconds since 1970, as far as the broker says. */
export function sessionTimes({ meta, phase }: ExecutionSession): {
  start?: number | undefined;
  end?: number | undefined;
} {
  const accepted = meta?.messages?.find(({ kind }) => kind?.endsWith(':phase-accepted'));
  return {
    start: instant(accepted?.time) ?? instant(meta?.created),
    end: phase !== undefined && isFinal(phase) ? instant(meta?.modified) : undefined
  };
}

/** Why it failed: the last error that it reports, else its last message. */
export function lastWord(session: ExecutionSession): MessageItem | undefined {
  const messages = session.meta?.messages ?? [];
  return messages.findLast(({ level }) => level === 'ERROR') ?? messages.at(-1);
}

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInstant(text);
}
