import type { Argument, CallFact, Facts, Text } from './facts';
import { DID, dataSource, rucioResource, s3Resource, type DataSource } from './data-source';

/** Data that code names without a URL: by bucket and key, by scope and name, by catalogue. */
export interface RemoteFact extends DataSource {
  /** A URL that says the same: `s3://bucket/key`. */
  url: string;
  /** Only its start is known. */
  pattern: boolean;
  /** By what: `get_object`. */
  by: string;
  line: number;
}

/** Libraries whose objects fetch data, by the module that they come from. */
const LIBRARIES = new Set(['boto3', 's3fs', 'fsspec', 'rucio', 'astroquery']);

const S3_READS = /^(?:get_object|head_object|download_file|download_fileobj|Object)$/;
const S3_LISTS = /^(?:list_objects|list_objects_v2)$/;
const S3FS_READS = /^(?:open|cat|cat_file|get|get_file|download|info|ls|find|glob|walk|du)$/;
const RUCIO_READS = /^(?:get_did|list_files|list_content|list_replicas|get_metadata)$/;
const VIZIER_ASKS =
  /^(?:Vizier|VizierClass|get_catalogs(?:_async)?|get_catalog_metadata|query_(?:region|object|constraints)(?:_async)?)$/;
/** The name of a catalogue at VizieR, without that of a table in it. */
const CATALOGUE = /^(?:[IVX]{1,4}|B)\/\d+[A-Z]?|^(?:B\/\w+)|^J\/[^/\s]+\/[^/\s]+\/[^/\s]+/;

/** An object of such a library that the code has a name for. */
interface Handle {
  library: string;
  bucket?: string;
}

/** Calls of libraries that fetch, followed over all cells: names keep what they were given. */
export class RemoteCalls {
  /** What a cell fetches so, and the calls by which it does: their paths are not paths here. */
  read(facts: Facts): { remote: RemoteFact[]; calls: Set<CallFact> } {
    for (const { module, names } of facts.imports) {
      const [library = ''] = module.split('.');
      if (LIBRARIES.has(library)) {
        this._libraries.add(library);
        names.forEach(name => this._handles.set(name, { library }));
      }
    }
    const remote: RemoteFact[] = [];
    const calls = new Set<CallFact>();
    if (this._libraries.size === 0) {
      return { remote, calls };
    }
    for (const call of facts.calls) {
      const handle = this._handle(call);
      const found = handle && this._fetched(call, handle);
      if (found) {
        remote.push({ ...found, by: call.name, line: call.line });
      }
      if (handle?.library === 's3fs' && S3FS_READS.test(call.name)) {
        calls.add(call);
      }
      if (handle && call.target !== undefined) {
        this._handles.set(call.target, this._made(call, handle));
      }
    }
    for (const { value, line, call } of facts.literals) {
      const found = call === undefined ? undefined : this._named(value, call);
      if (found && call !== undefined) {
        remote.push({ ...found, by: call, line });
      }
    }
    return { remote, calls };
  }

  private _handle({ owner, name }: CallFact): Handle | undefined {
    if (owner === '?') {
      // `boto3.client('s3').get_object(…)`: told by the call alone.
      const boto3 = this._libraries.has('boto3') && (S3_READS.test(name) || S3_LISTS.test(name));
      return boto3 ? { library: 'boto3' } : undefined;
    }
    return this._handles.get(owner === '' ? name : (owner.split('.')[0] ?? owner));
  }

  /** What the name stands for that is given the result of a call. */
  private _made(call: CallFact, { library }: Handle): Handle {
    if (library === 'fsspec') {
      const protocol = value(call.args[0])?.value ?? '';
      return { library: call.name === 'filesystem' && /^s3a?$/.test(protocol) ? 's3fs' : '' };
    }
    const bucket = call.name === 'Bucket' ? value(call.args[0])?.value : undefined;
    return bucket === undefined ? { library } : { library, bucket };
  }

  private _fetched(call: CallFact, handle: Handle): Omit<RemoteFact, 'by' | 'line'> | undefined {
    const [first, second] = call.args;
    if (handle.library === 'boto3' || handle.library === 's3fs') {
      const endpoint = value(named(call, 'endpoint_url'));
      this._endpoint = endpoint && !endpoint.pattern ? endpoint.value : this._endpoint;
    }
    switch (handle.library) {
      case 'boto3': {
        if (S3_LISTS.test(call.name)) {
          const prefix = value(named(call, 'Prefix'))?.value ?? '';
          return this._s3(value(named(call, 'Bucket')), { value: prefix, pattern: true });
        }
        if (!S3_READS.test(call.name)) {
          return undefined;
        }
        return handle.bucket === undefined
          ? this._s3(
              value(named(call, 'Bucket', 'bucket_name') ?? positional(first)),
              value(named(call, 'Key', 'key') ?? positional(second))
            )
          : this._s3(
              { value: handle.bucket, pattern: false },
              value(named(call, 'Key', 'key') ?? positional(first))
            );
      }
      case 's3fs': {
        const path = value(named(call, 'path', 'rpath') ?? positional(first));
        const mode = value(named(call, 'mode') ?? positional(second))?.value ?? 'r';
        if (
          !path ||
          !S3FS_READS.test(call.name) ||
          /^[wxa]/.test(mode) ||
          path.value.includes('://')
        ) {
          return undefined;
        }
        const [bucket = '', ...key] = path.value.split('/');
        const pattern = path.pattern || /[*?[]/.test(path.value);
        return this._s3({ value: bucket, pattern: false }, { value: key.join('/'), pattern });
      }
      case 'rucio': {
        const scope = value(named(call, 'scope') ?? positional(first));
        const name = value(named(call, 'name') ?? positional(second));
        return RUCIO_READS.test(call.name) && scope && name && !scope.pattern && !name.pattern
          ? rucio(`${scope.value}:${name.value}`)
          : undefined;
      }
      default:
        return undefined;
    }
  }

  private _s3(
    bucket: Text | undefined,
    key: Text | undefined
  ): Omit<RemoteFact, 'by' | 'line'> | undefined {
    if (!bucket || bucket.pattern || !/^[\w.-]{1,255}$/.test(bucket.value) || !key) {
      return undefined;
    }
    const resource = s3Resource(bucket.value, key.value, this._endpoint);
    const url = `s3://${bucket.value}/${key.value}`;
    return { kind: 's3', url, pattern: key.pattern, ...(key.pattern ? {} : { resource }) };
  }

  /** A text, perhaps in a list, that such a call is handed. */
  private _named(text: string, call: string): Omit<RemoteFact, 'by' | 'line'> | undefined {
    if (this._libraries.has('rucio') && /^download_(?:dids|pfns)$/.test(call)) {
      return rucio(text);
    }
    const catalogue = VIZIER_ASKS.test(call) ? CATALOGUE.exec(text)?.[0] : undefined;
    if (catalogue === undefined || !this._libraries.has('astroquery')) {
      return undefined;
    }
    // VizieR registers each catalogue by its name.
    const url = `ivo://CDS.VizieR/${catalogue}`;
    return { ...dataSource(url), url, pattern: false };
  }

  private _endpoint: string | undefined;
  private readonly _libraries = new Set<string>();
  private readonly _handles = new Map<string, Handle>();
}

/** What a data identifier of Rucio names, wherever it is written. */
export function rucio(did: string): Omit<RemoteFact, 'by' | 'line'> | undefined {
  const [, scope, name] = DID.exec(did) ?? [];
  return scope === undefined || name === undefined || name.startsWith('//')
    ? undefined
    : {
        kind: 'rucio',
        url: `rucio://${scope}:${name}`,
        pattern: false,
        resource: rucioResource(scope, name)
      };
}

function value(argument: Argument | undefined): Text | undefined {
  return argument?.value;
}

function named({ args }: CallFact, ...names: string[]): Argument | undefined {
  return args.find(({ name }) => name !== undefined && names.includes(name));
}

function positional(argument: Argument | undefined): Argument | undefined {
  return argument?.name === undefined ? argument : undefined;
}
