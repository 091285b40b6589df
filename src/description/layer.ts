import type { Accelerators } from '../model/compute';
import type { MinMax } from '../model/quantity';
import type { Description } from './description';
import type { Declared } from './environment';
import type { Evidence, Finding } from './finding';
import type { Parameter } from './parameters';

/** A file of this name beside the notebook describes how it is to be executed; the first counts. */
export const LAYER_FILES = ['execution.yaml', 'execution.yml', 'execution.json'];

/**
 * Who describes an executable, after the standard's metadata roles; who comes later knows more of how
 * it is used, and so wins. `notebook` is the notebook's own metadata; what a person changes in the
 * panel comes after all of these.
 */
export const ROLES = ['developer', 'packager', 'publisher', 'user', 'notebook'] as const;
export type Role = (typeof ROLES)[number];

/** A value that somebody wrote down. */
export interface Said<T> {
  value: T;
  evidence: Evidence;
}

/** What one role says is needed; absent: nothing. */
export interface Layer {
  cores?: Said<MinMax>;
  /** GiB. */
  memory?: Said<MinMax>;
  accelerators?: Said<Accelerators>;
  /** Seconds. */
  duration?: Said<number>;
  /** An ISO 8601 interval in which it is to start. */
  start?: Said<string>;
  /** Of the whole run, in money. */
  cost?: Said<{ max: number; currency?: string }>;
  /** The version of the language. */
  version?: Said<string>;
  /** The packages; the layers' lists are merged where environments are chosen (read-sources.ts). */
  requirements?: Declared;
  /** Python literals by the names of the notebook's parameters. */
  parameters?: Readonly<Record<string, Said<string>>>;
  /** The arguments of a program. */
  command?: Said<string[]>;
}

/** What is asked for just as a layer says, and nothing can be found out about. */
export type Stated = Pick<Layer, 'duration' | 'start' | 'cost'>;

/** Of what nothing speaks. */
const NOTHING: Finding<never> = { state: 'unknown', evidence: [], conflicts: [], problems: [] };

/** The description with what the layers say, the first of them the weakest. */
export function withLayers(description: Description, layers: readonly Layer[]): Description {
  return layers.reduce(withLayer, description);
}

function withLayer(description: Description, layer: Layer): Description {
  const { duration, start, cost, version } = layer;
  const stated = {
    ...description.stated,
    ...(duration ? { duration } : {}),
    ...(start ? { start } : {}),
    ...(cost ? { cost } : {})
  };
  const { language, parameters, program } = description;
  const accelerators = layer.accelerators
    ? overruled(description.accelerators ?? NOTHING, layer.accelerators, bounds)
    : description.accelerators;
  return {
    ...description,
    cores: overruled(description.cores, layer.cores, bounds),
    memory: overruled(description.memory, layer.memory, bounds),
    ...(accelerators ? { accelerators } : {}),
    duration: overruled(
      description.duration,
      duration && {
        ...duration,
        value: { low: duration.value, likely: duration.value, high: duration.value }
      }
    ),
    language: language.value
      ? overruled(
          language,
          version && { ...version, value: { ...language.value, version: version.value } }
        )
      : language,
    ...(parameters && layer.parameters
      ? { parameters: withValues(parameters, layer.parameters) }
      : {}),
    ...(program && layer.command ? { program: { ...program, command: layer.command.value } } : {}),
    ...(Object.keys(stated).length > 0 ? { stated } : {})
  };
}

function withValues(
  finding: Finding<Parameter[]>,
  said: NonNullable<Layer['parameters']>
): Finding<Parameter[]> {
  const value = finding.value?.map((parameter): Parameter => {
    const other = Object.hasOwn(said, parameter.name) ? said[parameter.name] : undefined;
    return other && other.value !== parameter.value
      ? {
          ...parameter,
          value: other.value,
          given: true,
          evidence: [other.evidence, ...parameter.evidence]
        }
      : parameter;
  });
  return { ...finding, ...(value ? { value } : {}) };
}

/** A finding with what is said instead of it; what was found is kept as a conflict. */
function overruled<T>(
  finding: Finding<T>,
  said: Said<T> | undefined,
  join: (found: T, said: T) => T = (_, value) => value
): Finding<T> {
  if (!said) {
    return finding;
  }
  const { value: found, state, evidence, conflicts } = finding;
  const value = found === undefined ? said.value : join(found, said.value);
  if (state !== 'found' || found === undefined) {
    return { ...finding, state: 'found', value, evidence: [said.evidence] };
  }
  const same = JSON.stringify(found) === JSON.stringify(value);
  return {
    ...finding,
    value,
    evidence: same ? [said.evidence, ...evidence] : [said.evidence],
    conflicts: same ? conflicts : [{ value: found, evidence }, ...conflicts]
  };
}

/** A bound that is not said stays as it was found, unless that is beyond the one that is said. */
function bounds<T extends MinMax | Accelerators>(found: T, said: T): T {
  const { min, max, ...rest } = { ...found, ...said };
  const fits = min === undefined || max === undefined || min <= max;
  return {
    ...rest,
    ...(min !== undefined && (fits || said.min !== undefined) ? { min } : {}),
    ...(max !== undefined && (fits || said.max !== undefined) ? { max } : {})
  } as T;
}
