import type { Description } from '../../description/description';
import type { Finding } from '../../description/finding';

/** What the reader's settings say about needs that nothing was found out about. */
export interface DefaultNeeds {
  /** Minutes. */
  duration: number;
  /** GiB. */
  memory: number;
}

/** The description with the settings' defaults in place of what was not found. */
export function withDefaults(
  description: Description,
  { duration, memory }: DefaultNeeds
): Description {
  const seconds = duration * 60;
  return {
    ...description,
    memory: standIn(description.memory, { min: memory }),
    duration: standIn(description.duration, { low: seconds, likely: seconds, high: seconds })
  };
}

function standIn<T>(finding: Finding<T>, value: T): Finding<T> {
  return finding.state === 'found'
    ? finding
    : {
        ...finding,
        state: 'default',
        value,
        evidence: [
          { template: 'Nothing was found; your settings say so.', source: { kind: 'default' } },
          // Why the kernel was not asked.
          ...finding.evidence.filter(({ source }) => source.kind === 'kernel')
        ]
      };
}
