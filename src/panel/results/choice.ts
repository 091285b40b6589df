import { besideName as nameBeside } from '../../model/beside-name';
import type { FileLook } from '../../model/session-files';
import type { Wanted } from './bring-client';

/** What is to become of a file: it stays there, comes, replaces ours, or comes beside it. */
export type Choice = 'leave' | 'bring' | 'over' | 'beside';

/** Whether a file of that name is here, and is another. */
export function conflicts({ here, same }: FileLook): boolean {
  return here !== undefined && same !== true;
}

/** What a reader would do: all that the run made or changed comes, and nothing of ours is lost. */
export function firstChoice(look: FileLook): Choice {
  return look.state === 'same' || look.same === true || look.message !== undefined
    ? 'leave'
    : conflicts(look)
      ? 'beside'
      : 'bring';
}

/** By when it was written there. */
export function besideName({ path, modified }: FileLook): string {
  return nameBeside(path, Date.parse(modified));
}

/** The choice as a file to ask for; nothing where it stays there. */
export function wanted(look: FileLook, choice: Choice): Wanted[] {
  const { path } = look;
  switch (choice) {
    case 'leave':
      return [];
    case 'bring':
      return [{ path }];
    case 'over':
      return [{ path, over: true }];
    case 'beside':
      return [{ path, as: besideName(look) }];
  }
}
