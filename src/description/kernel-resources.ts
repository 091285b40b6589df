import type { Accelerators } from '../model/compute';
import type { MinMax } from '../model/quantity';
import type { Candidate } from './candidate';
import type { Evidence, Finding } from './finding';
import type { KernelSeen } from './kernel-seen';
import { gibFor, MEMORY_HEADROOM } from './memory-headroom';
import { coresFor } from './past-runs';

const GIB = 2 ** 30;

/** The memory that the running kernel held at its peak, or holds now, with the headroom. */
export function memoryFromKernel(kernel: KernelSeen | undefined): Candidate<MinMax> | undefined {
  const { now = 0, peak = now } = (kernel?.state === 'answered' && kernel.facts.memory) || {};
  const most = Math.max(now, peak);
  return most === 0
    ? undefined
    : {
        value: { min: gibFor(most, MEMORY_HEADROOM) },
        evidence: [
          seen('The kernel held {peak} GiB at its peak, and holds {now} GiB now', {
            peak: (most / GIB).toFixed(2),
            now: (now / GIB).toFixed(2)
          })
        ]
      };
}

/**
 * The cores that the kernel kept busy, on the average since it was started. It waits for whoever works
 * in it, so that this is the least it can use; one that hardly did anything says nothing.
 */
export function coresFromKernel(kernel: KernelSeen | undefined): Candidate<MinMax> | undefined {
  const { cpu, wall, threads, cores } = (kernel?.state === 'answered' && kernel.facts) || {};
  const busy = cpu === undefined || wall === undefined || wall <= 0 ? 0 : cpu / wall;
  return coresFor(busy) < 2
    ? undefined
    : {
        value: { min: Math.min(coresFor(busy), cores ?? Infinity) },
        evidence: [
          seen(
            'The kernel kept {busy} of {cores} cores busy on the average, with {threads} threads',
            {
              busy: busy.toFixed(1),
              cores: String(cores ?? '?'),
              threads: String(threads ?? '?')
            }
          )
        ]
      };
}

/** What the code says of accelerators, with those that the kernel's libraries see. */
export function withKernelDevices(
  found: Finding<Accelerators> | undefined,
  kernel: KernelSeen | undefined
): Finding<Accelerators> | undefined {
  const devices = kernel?.state === 'answered' ? kernel.facts.accelerators : {};
  const evidence = Object.entries(devices).map(([library, count]) =>
    seen('In the kernel {library} sees {count} accelerators', { library, count: String(count) })
  );
  if (!found?.value) {
    // A library of another library is loaded as well: what it sees is no need of this notebook.
    return found;
  }
  return { ...found, evidence: [...found.evidence, ...evidence] };
}

/** Why the kernel said nothing. */
export function kernelSilence(kernel: KernelSeen | undefined): Evidence[] {
  switch (kernel?.state) {
    case 'busy':
      return [seen('The kernel is busy, so it was not asked what it uses', {})];
    case 'silent':
      return [
        seen('The kernel did not say within {seconds} s what it uses', {
          seconds: String(kernel.seconds)
        })
      ];
    default:
      return [];
  }
}

function seen(template: string, values: Record<string, string>): Evidence {
  return { template, values, source: { kind: 'kernel' } };
}
