import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { holdsCapacity, isActive, isFinal, nextPhase, PHASE_EVENTS, PHASES } from '../phase';

describe('the phases of a session', () => {
  it('are the ones of the table in docs/session-lifecycle.md', () => {
    const text = readFileSync(join(__dirname, '../../../docs/session-lifecycle.md'), 'utf8');
    const table = text.split('<!-- table:start -->')[1]!.split('<!-- table:end -->')[0]!;
    const [header, , ...rows] = table
      .trim()
      .split('\n')
      .map(line =>
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim())
      );
    expect(header).toEqual(['phase', ...PHASE_EVENTS]);
    expect(rows).toEqual(
      PHASES.map(phase => [phase, ...PHASE_EVENTS.map(event => nextPhase(phase, event) ?? '')])
    );
  });

  it('never lead back', () => {
    const reachable = (from: (typeof PHASES)[number]): Set<string> => {
      const seen = new Set<string>();
      const queue = [from];
      for (let at = queue.pop(); at; at = queue.pop()) {
        for (const event of PHASE_EVENTS) {
          const next = nextPhase(at, event);
          if (next && !seen.has(next)) {
            seen.add(next);
            queue.push(next);
          }
        }
      }
      return seen;
    };
    for (const phase of PHASES) {
      expect(reachable(phase)).not.toContain(phase);
    }
  });

  it('end in five of them, and hold capacity from the offer to the release', () => {
    expect(PHASES.filter(isFinal)).toEqual([
      'REJECTED',
      'EXPIRED',
      'COMPLETED',
      'FAILED',
      'CANCELLED'
    ]);
    expect(PHASES.filter(holdsCapacity)).toEqual([
      'OFFERED',
      'ACCEPTED',
      'WAITING',
      'PREPARING',
      'AVAILABLE',
      'RUNNING',
      'RELEASING'
    ]);
    expect(isActive('OFFERED')).toBe(false);
  });
});
