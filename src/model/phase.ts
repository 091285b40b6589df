/**
 * The life of a session: its phases, and the only way from one to the next.
 *
 * Source: SimpleExecutionSessionPhase of the v1.0 schema and the working draft's "Session lifecycle".
 * docs/session-lifecycle.md shows the same table.
 */
export const PHASES = [
  'INITIAL',
  'OFFERED',
  'ACCEPTED',
  'REJECTED',
  'EXPIRED',
  'WAITING',
  'PREPARING',
  'AVAILABLE',
  'RUNNING',
  'RELEASING',
  'COMPLETED',
  'FAILED',
  'CANCELLED'
] as const;

export type Phase = (typeof PHASES)[number];

/** What can happen to a session. */
export const PHASE_EVENTS = [
  'offer',
  'accept',
  'reject',
  'expire',
  'wait',
  'prepare',
  'ready',
  'run',
  'release',
  'complete',
  'fail',
  'cancel'
] as const;

export type PhaseEvent = (typeof PHASE_EVENTS)[number];

/**
 * The phase after an event, or `undefined` where the event is not allowed in that phase.
 *
 * A platform may skip phases that it does not have (a batch system goes from WAITING to RUNNING), and
 * never goes back. A session that holds resources leaves through RELEASING, or directly where there
 * is nothing left to release.
 */
export function nextPhase(phase: Phase, event: PhaseEvent): Phase | undefined {
  switch (phase) {
    case 'INITIAL':
      return pick(event, { offer: 'OFFERED', reject: 'REJECTED' });
    case 'OFFERED':
      return pick(event, { accept: 'ACCEPTED', reject: 'REJECTED', expire: 'EXPIRED' });
    case 'ACCEPTED':
      return pick(event, {
        wait: 'WAITING',
        prepare: 'PREPARING',
        ready: 'AVAILABLE',
        run: 'RUNNING',
        fail: 'FAILED',
        cancel: 'CANCELLED'
      });
    case 'WAITING':
      return pick(event, {
        prepare: 'PREPARING',
        ready: 'AVAILABLE',
        run: 'RUNNING',
        release: 'RELEASING',
        fail: 'FAILED',
        cancel: 'CANCELLED'
      });
    case 'PREPARING':
      return pick(event, {
        ready: 'AVAILABLE',
        run: 'RUNNING',
        release: 'RELEASING',
        fail: 'FAILED',
        cancel: 'CANCELLED'
      });
    case 'AVAILABLE':
      return pick(event, {
        run: 'RUNNING',
        release: 'RELEASING',
        complete: 'COMPLETED',
        fail: 'FAILED',
        cancel: 'CANCELLED'
      });
    case 'RUNNING':
      return pick(event, {
        release: 'RELEASING',
        complete: 'COMPLETED',
        fail: 'FAILED',
        cancel: 'CANCELLED'
      });
    case 'RELEASING':
      return pick(event, { complete: 'COMPLETED', fail: 'FAILED', cancel: 'CANCELLED' });
    case 'REJECTED':
    case 'EXPIRED':
    case 'COMPLETED':
    case 'FAILED':
    case 'CANCELLED':
      return undefined;
  }
}

function pick(event: PhaseEvent, table: Partial<Record<PhaseEvent, Phase>>): Phase | undefined {
  return table[event];
}

/** Whether one phase can follow another, at once or by others in between. */
export function canBecome(from: Phase, to: Phase): boolean {
  return PHASE_EVENTS.some(event => {
    const next = nextPhase(from, event);
    return next !== undefined && (next === to || canBecome(next, to));
  });
}

/** Whether a session in this phase has come to its end. */
export function isFinal(phase: Phase): boolean {
  return PHASE_EVENTS.every(event => nextPhase(phase, event) === undefined);
}

/** Whether a session in this phase holds capacity of its platform. */
export function holdsCapacity(phase: Phase): boolean {
  return !isFinal(phase) && phase !== 'INITIAL';
}

/** Whether a session in this phase was accepted and has not ended. */
export function isActive(phase: Phase): boolean {
  return holdsCapacity(phase) && phase !== 'OFFERED';
}
