import type { Phase } from '../model/phase';
import type { Fields } from './fields';

/**
 * The phase of a session in the words of 2025. Both schemas of that year require `state` and
 * describe `phase`, so both are written.
 */
export function olderPhase(phase: Phase | undefined): Fields {
  if (phase === undefined) {
    return {};
  }
  const word = phase === 'INITIAL' ? 'PROPOSED' : phase === 'AVAILABLE' ? 'READY' : phase;
  return { state: word, phase: word };
}
