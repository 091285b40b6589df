/**
 * The names by which the standard tells kinds of things apart: the `kind` of a component.
 *
 * Source: the v1.0 OpenAPI schema of the IVOA Execution Broker (July 2026). Python and Java programs
 * are named in the working draft only, so they keep the draft's names.
 */
const BASE = 'https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds';

export const JUPYTER_NOTEBOOK = `${BASE}/executable/jupyter-notebook.yaml`;
export const DOCKER_CONTAINER = `${BASE}/executable/docker-container.yaml`;
export const SINGULARITY_CONTAINER = `${BASE}/executable/singularity-container.yaml`;
export const PYTHON_PROGRAM = 'uri:python-program-1.0';
export const JAVA_PROGRAM = 'uri:java-program-1.0';

export const SIMPLE_COMPUTE = `${BASE}/compute/simple-compute-resource.yaml`;
export const SIMPLE_STORAGE = `${BASE}/storage/simple-storage-resource.yaml`;
export const SIMPLE_VOLUME = `${BASE}/volume/simple-volume-mount.yaml`;

export const SIMPLE_DATA = `${BASE}/data/simple-data-resource.yaml`;
export const S3_DATA = `${BASE}/data/S3-data-resource.yaml`;
export const RUCIO_DATA = `${BASE}/data/rucio-data-resource.yaml`;
export const IVOA_DATA = `${BASE}/data/ivoa-data-resource.yaml`;
export const SKAO_DATA = `${BASE}/data/skao-data-resource.yaml`;

export const MINMAX_COST = `${BASE}/costs/simple-minmax-float-cost.yaml`;
export const MINMAX_METRIC = `${BASE}/metrics/simple-minmax-float-metric.yaml`;

export const SIMPLE_SESSION = `${BASE}/session/simple-execution-session.yaml`;
export const SCHEDULED_SESSION = `${BASE}/session/scheduled-execution-session.yaml`;

/** Not published: the standard gives an offer set a kind, but no name for it. */
export const OFFER_SET = 'uri:offerset-response';

/** The connector to a Jupyter server. The standard leaves the vocabulary open; this is ours. */
export const JUPYTER_CONNECTOR = 'urn:execution-broker:connector:jupyter';
/** The connector to a port of a container; ours, too. */
export const PORT_CONNECTOR = 'urn:execution-broker:connector:port';

/** What a cost item measures. The standard leaves the vocabulary open; these are ours. */
export const COST_MONEY = 'urn:execution-broker:cost:money';
export const COST_ENERGY = 'urn:execution-broker:cost:energy';
export const COST_CARBON = 'urn:execution-broker:cost:carbon';

/** The last part of a kind, as a person would say it: `jupyter-notebook`. */
export function kindName(kind: string): string {
  const last = kind.split(/[/:]/).pop() ?? kind;
  return last.replace(/\.ya?ml$/, '').replace(/-1\.0$/, '');
}
