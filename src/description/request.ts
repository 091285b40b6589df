import type { Accelerators, SimpleComputeResource } from '../model/compute';
import type { AbstractDataResource, SimpleDataResource } from '../model/data';
import type { Mode } from '../model/executable';
import {
  COST_MONEY,
  MINMAX_COST,
  SIMPLE_COMPUTE,
  SIMPLE_DATA,
  SIMPLE_VOLUME
} from '../model/kinds';
import type { MinMax } from '../model/quantity';
import type { ExecutionRequest } from '../model/request';
import { formatDuration } from '../model/time';
import type { VolumeMount } from '../model/volume';
import type { Description } from './description';
import { executable } from './executable';
import { wanted } from './wanted';

/** No shorter time is asked for, in seconds: first imports and downloads are in no earlier timing. */
export const SHORTEST_REQUEST = 600;

/** Where a broker finds a file that goes along. */
export interface Material {
  /** A URL: `data:`, a store's, http(s). */
  location: string;
  /** Bytes. */
  size: number;
  /** `sha256:` and 64 hexadecimal digits. */
  digest?: string;
}

/** Where a broker finds what is sent. */
export interface Materials {
  /** The URL of the notebook or program; of a container image it is not looked at. */
  notebook: string;
  /** The URL of the requirements file, of which `requirementsText` is the content. */
  requirementsFile?: string;
  /** By path, seen from the notebook's folder. */
  files: Record<string, Material>;
}

/** What a person wants otherwise than it was found; `null`: not asked for, whatever was found. */
export interface RequestEdits {
  cores?: MinMax | null;
  /** GiB. */
  memory?: MinMax | null;
  accelerators?: Accelerators | null;
  /** Seconds. */
  duration?: number | null;
  /** An ISO 8601 interval in which it is to start. */
  start?: string | null;
  /** Absent: chosen when an offer is accepted. */
  mode?: Mode;
  /** The arguments of a program or container. */
  command?: string[] | null;
  /** The image of a container: `registry/name:tag`, perhaps with `@sha256:…`. */
  image?: string;
  /** Of the whole run, in money. */
  cost?: { max: number; currency?: string } | null;
  /** Python literals by the names of the notebook's parameters. */
  parameters?: Readonly<Record<string, string>>;
  /** Name what the code fetches by itself, for brokers that know where data lie. */
  nameData?: boolean;
}

/**
 * The request that a description makes, in the form of v1.0 with our extensions.
 *
 * Data resources are the files of `materials`, each mounted read-only where the notebook looks for it.
 * URLs that the code fetches are not among them (see `namedData`): the notebook fetches them itself, from wherever it
 * runs, and would not look at a copy that a platform made for it.
 */
export function toRequest(
  description: Description,
  materials: Materials,
  edits: RequestEdits = {}
): ExecutionRequest {
  const data = Object.entries(materials.files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, material]) => dataResource(path, material));
  const all = [...data, ...(edits.nameData ? namedData(description, data) : [])];
  const { stated } = description;
  const duration = wanted(
    edits.duration,
    stated?.duration?.value ?? requestedDuration(description)
  );
  const start = wanted(edits.start, stated?.start?.value);
  const cost = wanted(edits.cost, stated?.cost?.value);
  const requested = {
    ...(start === undefined ? {} : { start }),
    ...(duration === undefined ? {} : { duration: formatDuration(duration * 1000) })
  };
  return {
    executable: executable(description, materials, edits),
    compute: compute(description, data, edits),
    ...(all.length > 0 ? { data: all } : {}),
    ...(Object.keys(requested).length > 0 ? { schedule: { requested } } : {}),
    ...(cost ? { costs: [{ kind: MINMAX_COST, type: COST_MONEY, ...cost }] } : {})
  };
}

/**
 * What the code fetches by itself from stores whose data have places: S3, Rucio, the VO. No volume
 * mounts them, so that they ask for no copy; a broker that knows where they lie can offer a place near
 * them. Plain URLs are left out: of such a resource brokers make a copy, at which the code would not look.
 */
function namedData(
  { data }: Description,
  files: readonly { meta: { name: string } }[]
): AbstractDataResource[] {
  const taken = new Set(files.map(({ meta }) => meta.name));
  return (data.value ?? []).flatMap(({ resource }) =>
    resource && resource.kind !== SIMPLE_DATA && !taken.has(resource.meta?.name ?? '')
      ? [{ ...resource, fetched: true }]
      : []
  );
}

/** The text of the requirements file to send; '' where no packages are known that pip can have. */
export function requirementsText(description: Description): string {
  if ((description.language.value?.name ?? 'python') !== 'python') {
    return '';
  }
  const lines = [
    ...(description.requirementOptions ?? []),
    ...(description.requirements.value ?? [])
  ].map(({ line }) => line);
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
}

/** Seconds: the longest that it is thought to take, in whole minutes. */
function requestedDuration({ duration }: Description): number {
  const high = duration.value?.high ?? SHORTEST_REQUEST;
  return Math.max(SHORTEST_REQUEST, Math.ceil(high / 60) * 60);
}

function dataResource(
  path: string,
  { location, size, digest }: Material
): SimpleDataResource & { meta: { name: string } } {
  return {
    kind: SIMPLE_DATA,
    meta: { name: path },
    location,
    size,
    ...(digest === undefined ? {} : { digest })
  };
}

function compute(
  description: Description,
  data: { meta: { name: string } }[],
  edits: RequestEdits
): SimpleComputeResource {
  const cores = wanted(edits.cores, description.cores.value);
  const memory = wanted(edits.memory, description.memory.value);
  const accelerators = wanted(edits.accelerators, description.accelerators?.value);
  const volumes = data.map(({ meta: { name } }): VolumeMount => ({
    kind: SIMPLE_VOLUME,
    path: name,
    mode: 'READONLY',
    resource: name
  }));
  return {
    kind: SIMPLE_COMPUTE,
    ...(cores ? { cores } : {}),
    ...(memory ? { memory } : {}),
    ...(accelerators ? { accelerators } : {}),
    ...(volumes.length > 0 ? { volumes } : {})
  };
}
