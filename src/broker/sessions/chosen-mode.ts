import type { Mode } from '../../model/executable';
import type { ExecutionSession } from '../../model/session';
import { Problem, say } from '../problem';
import type { SessionRow } from './document';

/**
 * The mode that an offer is accepted in: the one asked for, else what the request says, else batch.
 *
 * @throws Problem 400 for one that the offer does not list, 409 where another was chosen before
 */
export function chosenMode({ document, mode: before }: SessionRow, asked: Mode | undefined): Mode {
  if (before !== null && asked !== undefined && asked !== before) {
    throw new Problem(409, [
      say('ERROR', 'other-mode', 'It was accepted as {before} already, and cannot be {asked} too', {
        before,
        asked
      })
    ]);
  }
  const { modes = ['batch'], executable } = JSON.parse(document) as ExecutionSession;
  if (asked !== undefined && !modes.includes(asked)) {
    throw new Problem(400, [
      say('ERROR', 'mode-not-offered', 'This offer is for {offered} only, found mode {asked}', {
        offered: modes.join(', '),
        asked
      })
    ]);
  }
  const requested = executable && 'mode' in executable ? executable.mode : undefined;
  const wishes = [before, asked, requested, 'batch' as const, ...modes];
  return wishes.find(wish => wish != null && modes.includes(wish)) ?? 'batch';
}
