import type {
  IvoaDataResource,
  RucioDataResource,
  S3DataResource,
  SimpleDataResource
} from '../model/data';
import { IVOA_DATA, RUCIO_DATA, S3_DATA, SIMPLE_DATA } from '../model/kinds';

/** What kind of thing is fetched, by how it is named. */
export type DataKind = 'url' | 's3' | 'rucio' | 'ivoa' | 'vospace' | 'service';

/** A data resource of the standard that names data without a copy of them. */
export type NamedResource =
  S3DataResource | RucioDataResource | IvoaDataResource | SimpleDataResource;

export interface DataSource {
  kind: DataKind;
  /** Of a service: the protocol that it speaks. */
  protocol?: string;
  /** As the standard has it; absent where it has no kind for such a thing. */
  resource?: NamedResource;
}

/** Protocols of the Virtual Observatory by the call that is handed a service's address. */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ...['TAPService', 'TapPlus', 'Tap', 'tablesearch'].map(call => [call, 'TAP'] as const),
  ...['SIAService', 'SIA2Service', 'imagesearch'].map(call => [call, 'SIA'] as const),
  ...['SSAService', 'spectrumsearch'].map(call => [call, 'SSA'] as const),
  ...['SLAService', 'linesearch'].map(call => [call, 'SLA'] as const),
  ...['SCSService', 'conesearch', 'async_conesearch', 'search_all']
    .concat(['AsyncConeSearch', 'conesearch_timer', 'predict_search'])
    .map(call => [call, 'cone search'] as const)
]);
/** A path that only services of TAP have, whoever calls them. */
const TAP_PATH = /^https?:\/\/[^?#]*\/tap(?:\/(?:a?sync))?\/?$/i;

/** A data identifier of Rucio: its scope and its name. */
export const DID = /^([\w.-]{1,100}):([^\s:][^\s:]*)$/;

/**
 * What a URL names, and as which data resource of the standard.
 *
 * `call`: what it is handed to. `pattern`: only its start is known, so no resource can be named.
 */
export function dataSource(url: string, call?: string, pattern = false): DataSource {
  const [, scheme = '', rest = ''] = /^(\w+):\/\/(.*)$/.exec(url) ?? [];
  switch (scheme.toLowerCase()) {
    case 's3':
    case 's3a':
    case 's3n': {
      const [bucket = '', ...parts] = rest.split('/');
      return { kind: 's3', ...(pattern ? {} : { resource: s3Resource(bucket, parts.join('/')) }) };
    }
    case 'rucio': {
      const [, scope, name] = DID.exec(rest.split('/').slice(-1)[0] ?? '') ?? [];
      const resource = scope && name ? rucioResource(scope, name) : undefined;
      return { kind: 'rucio', ...(resource && !pattern ? { resource } : {}) };
    }
    case 'ivo':
      return { kind: 'ivoa', ...(pattern ? {} : { resource: ivoaResource(url) }) };
    case 'vos':
      return { kind: 'vospace' };
  }
  const protocol = PROTOCOLS.get(call ?? '') ?? (TAP_PATH.test(url) ? 'TAP' : undefined);
  if (protocol !== undefined) {
    // A service is no data: the standard has no kind for it.
    return { kind: 'service', protocol };
  }
  const resource = { kind: SIMPLE_DATA, meta: { name: url }, location: url };
  return { kind: 'url', ...(pattern ? {} : { resource }) };
}

/** Without an object the resource is the whole bucket. */
export function s3Resource(bucket: string, object: string, endpoint?: string): S3DataResource {
  return {
    kind: S3_DATA,
    meta: { name: `s3://${bucket}/${object}` },
    ...(endpoint === undefined ? {} : { endpoint }),
    bucket,
    ...(object === '' ? {} : { object })
  };
}

export function rucioResource(scope: string, name: string): RucioDataResource {
  return {
    kind: RUCIO_DATA,
    meta: { name: `rucio://${scope}:${name}` },
    rucio: { scope, object: name }
  };
}

function ivoaResource(ivoid: string): IvoaDataResource {
  return { kind: IVOA_DATA, meta: { name: ivoid }, ivoa: { ivoid } };
}
