import type { RunEvidence } from '../../../model/run-evidence';
import { formatInstant } from '../../../model/time';
import { NOW } from '../../__tests__/samples';

/** A run that was accepted so many hours ago. */
export function run(session: string, hours: number, more: Partial<RunEvidence> = {}): RunEvidence {
  return {
    session,
    phase: 'COMPLETED',
    platform: 'This computer',
    name: 'plot.ipynb',
    notebook: 'work/plot.ipynb',
    accepted: formatInstant(NOW - hours * 3600_000),
    promised: {},
    ...more
  };
}
