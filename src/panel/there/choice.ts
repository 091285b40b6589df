import { besideName as nameBeside } from '../../model/beside-name';
import type { LookThere } from './look-there';

/** What is to become of a file that is there and differs: theirs stays, ours replaces it, or comes beside it. */
export type Choice = 'keep' | 'over' | 'beside';

/** Where a file is put; `over`: what stands there. */
export interface Placed extends LookThere {
  over: boolean;
}

/** Nothing of theirs is lost, and the notebook that opens is the reader's own. */
export function firstChoice({ notebook }: LookThere): Choice {
  return notebook === undefined ? 'keep' : 'beside';
}

/** `out/a.csv` → `out/a.sent-20261129-120000.csv`. */
export function besideName(path: string, now: number): string {
  return nameBeside(path, now, 'sent');
}

/** Where a file goes to; `undefined`: nowhere, for it is there, or theirs is kept. */
export function placed(look: LookThere, choice: Choice, now: number): Placed | undefined {
  if (!look.there) {
    return { ...look, over: false };
  }
  if (look.same || choice === 'keep') {
    return undefined;
  }
  return choice === 'over'
    ? { ...look, over: true }
    : { ...look, to: besideName(look.to, now), over: false };
}
