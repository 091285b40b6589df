import type { MessageItem } from '../../../../model/message';
import { say } from '../../../problem';

/** A reason for each line of a requirements file that names a folder of the person's own machine. */
export function localRequirements(requirements: string): MessageItem[] {
  return requirements
    .split('\n')
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) =>
      /^(?:(?:-e|--editable)\s*)?(?:\.{1,2}(?:\/|$)|\/|~\/|file:)|@\s*file:/.test(line)
    )
    .map(({ line, number }) =>
      say(
        'ERROR',
        'local-requirement',
        'Line {line} of the requirements, "{text}", names a folder that does not travel along; name a published package or a URL',
        { path: 'executable.requirements', line: number, text: line }
      )
    );
}
