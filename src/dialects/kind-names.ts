import {
  DOCKER_CONTAINER,
  IVOA_DATA,
  JAVA_PROGRAM,
  JUPYTER_NOTEBOOK,
  kindName,
  OFFER_SET,
  PYTHON_PROGRAM,
  RUCIO_DATA,
  S3_DATA,
  SCHEDULED_SESSION,
  SIMPLE_COMPUTE,
  SIMPLE_DATA,
  SIMPLE_SESSION,
  SIMPLE_STORAGE,
  SIMPLE_VOLUME,
  SINGULARITY_CONTAINER,
  SKAO_DATA
} from '../model/kinds';
import type { WireForm } from './wire-form';

/** The places in a document where something says what it is. */
export type Place =
  'executable' | 'compute' | 'storage' | 'data' | 'volume' | 'session' | 'offerset';

type OlderForm = Exclude<WireForm, 'v1.0'>;

const EB = 'https://www.purl.org/ivoa.net/EB/schema/types';

/** A kind's names in the older forms; the empty one: the form has no name for it, and needs none. */
function names(october: string, april: string, seed: string): Record<OlderForm, string> {
  return {
    'calycopis-2025-10': `${EB}/${october}-1.0`,
    'wd-2025-04': april && `${EB}/${april}-1.0`,
    seed: seed && `uri:${seed}`
  };
}

const SESSION = names(
  'session/execution-session-response',
  'sessions/execution-session-response',
  ''
);

/** What each kind is called. One that is not here keeps its name: the other side says NO to it. */
const WRITTEN: Readonly<Record<string, Record<OlderForm, string>>> = {
  [JUPYTER_NOTEBOOK]: names(
    'executable/jupyter-notebook',
    'executables/jupyter-notebook',
    'jupyter-notebook-1.0'
  ),
  [DOCKER_CONTAINER]: names(
    'executable/docker-container',
    'executables/docker-container',
    'docker-container-1.0'
  ),
  [SINGULARITY_CONTAINER]: names(
    'executable/singularity-container',
    'executables/singularity-container',
    'singular-container-1.0'
  ),
  [SIMPLE_COMPUTE]: names(
    'compute/simple-compute-resource',
    'resources/compute/simple-compute-resource',
    'generic-compute'
  ),
  [SIMPLE_STORAGE]: names(
    'storage/simple-storage-resource',
    'resources/storage/simple-storage-resource',
    'ephemeral-storage'
  ),
  [SIMPLE_VOLUME]: names('volume/simple-volume-mount', '', 'filesystem-mount'),
  [SIMPLE_DATA]: names(
    'data/simple-data-resource',
    'resources/data/simple-data-resource',
    'simple-data-resource'
  ),
  [S3_DATA]: names('data/S3-data-resource', 'resources/data/S3-data-resource', 'S3-data-resource'),
  [RUCIO_DATA]: names(
    'data/rucio-data-resource',
    'resources/data/Rucio-data-resource',
    'rucio-data-resource'
  ),
  [SIMPLE_SESSION]: SESSION,
  [SCHEDULED_SESSION]: SESSION,
  [OFFER_SET]: names('offerset/offerset-response', 'offersets/offerset-response', '')
};

/** Published in October 2025, not before. */
const OCTOBER: Readonly<Record<string, string>> = {
  [IVOA_DATA]: `${EB}/data/ivoa-data-resource-1.0`,
  [SKAO_DATA]: `${EB}/data/skao-data-resource-1.0`
};

/** The last part of the standard's names, old and new, by the place where they stand. */
const READ: Readonly<Record<Place, Readonly<Record<string, string>>>> = {
  executable: {
    'jupyter-notebook': JUPYTER_NOTEBOOK,
    'docker-container': DOCKER_CONTAINER,
    'oci-container': DOCKER_CONTAINER,
    'singularity-container': SINGULARITY_CONTAINER,
    'singular-container': SINGULARITY_CONTAINER,
    'python-program': PYTHON_PROGRAM,
    'java-program': JAVA_PROGRAM
  },
  compute: { 'simple-compute-resource': SIMPLE_COMPUTE, 'generic-compute': SIMPLE_COMPUTE },
  storage: { 'simple-storage-resource': SIMPLE_STORAGE, 'ephemeral-storage': SIMPLE_STORAGE },
  volume: { 'simple-volume-mount': SIMPLE_VOLUME, 'filesystem-mount': SIMPLE_VOLUME },
  data: {
    'simple-data-resource': SIMPLE_DATA,
    's3-data-resource': S3_DATA,
    'rucio-data-resource': RUCIO_DATA,
    'ivoa-data-resource': IVOA_DATA,
    'skao-data-resource': SKAO_DATA
  },
  session: {
    'simple-execution-session': SIMPLE_SESSION,
    'scheduled-execution-session': SCHEDULED_SESSION,
    'execution-session-response': SIMPLE_SESSION
  },
  offerset: { 'offerset-response': OFFER_SET }
};

/** Where nothing is said and only one thing can be meant. */
const MEANT: Readonly<Partial<Record<Place, string>>> = {
  compute: SIMPLE_COMPUTE,
  storage: SIMPLE_STORAGE,
  volume: SIMPLE_VOLUME,
  session: SIMPLE_SESSION,
  offerset: OFFER_SET
};

const STANDARD = /^(?:uri:|https?:\/\/(?:www\.)?purl\.org\/ivoa\.net\/)/;

/** The name of a kind in an older form; `undefined` where the form writes none. */
export function typeOf(form: OlderForm, kind: unknown): unknown {
  const known = String(kind);
  const name =
    form === 'calycopis-2025-10' && Object.hasOwn(OCTOBER, known)
      ? OCTOBER[known]
      : Object.hasOwn(WRITTEN, known)
        ? WRITTEN[known]?.[form]
        : kind;
  return name === '' ? undefined : name;
}

/** Our name of a kind or type, under whichever base it is written; an unknown one as it is. */
export function kindOf(place: Place, name: unknown): unknown {
  if (name === undefined || name === null || name === '') {
    return MEANT[place];
  }
  if (typeof name !== 'string' || !STANDARD.test(name)) {
    return name;
  }
  const last = kindName(name).toLowerCase();
  return Object.hasOwn(READ[place], last) ? READ[place][last] : name;
}
