import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { askedPath } from '../../../model/asked-path';
import type { AbstractExecutable } from '../../../model/executable';
import type { MessageItem } from '../../../model/message';
import type { ExecutionRequest } from '../../../model/request';
import type { ExecutionSession } from '../../../model/session';
import { leadsHere } from '../../address';
import { mapLocations, mapStrings, storedDigest } from '../../offers/materials';
import { say } from '../../problem';
import type { StagingArea } from '../../staging/staging-area';
import type { FileStore } from '../../store/file-store';
import type { Sendings } from './sendings';
import type { Uploads } from './uploads';

/** Bytes up to which a file goes along with the question: less than the round trip would cost. */
const INLINE = 64 * 1024;
/** What the schema allows for the name of a question. */
const LONGEST_NAME = 200;

export interface OutgoingOptions {
  files: FileStore;
  identity: string;
  /** The name of the platform, for people. */
  platform: string;
  /** Where it is: only a broker on this machine is told of this machine's own URLs. */
  url: string;
  staging?: StagingArea | undefined;
  /** Puts files of the store there; absent where that broker takes none. */
  uploads?: Pick<Uploads, 'put' | 'sent'> | undefined;
  /** Told of each file on its way; calls the returned function when that is over. */
  onSending?: Sendings['add'] | undefined;
}

/** A request as it leaves this broker. */
export interface Outgoing {
  request: ExecutionRequest;
  /** What the other broker cannot reach, for its offers to carry; before anything is accepted. */
  warnings: MessageItem[];
  /** How many files of our store it does not get. */
  unsent: number;
}

/**
 * Makes a request one that another broker can work on: files of our store travel there, or to a
 * staging area, and nothing that only this machine understands is named.
 */
export async function outgoing(
  request: ExecutionRequest,
  options: OutgoingOptions
): Promise<Outgoing> {
  const unreachable: string[] = [];
  const local: string[] = [];
  const names = namesIn(request);
  const gone = '';
  const sent = await mapLocations(request, async (path, location) => {
    const name = names.get(path) ?? path;
    const digest = storedDigest(location);
    if (digest === undefined) {
      if (staysHere(location, options.url)) {
        local.push(name);
        return gone;
      }
      return location;
    }
    const there = await publish(digest, path, name, options);
    if (there === undefined) {
      unreachable.push(name);
    }
    return there ?? gone;
  });
  const { platform, identity } = options;
  const warnings = [
    ...(unreachable.length
      ? [
          say(
            'WARN',
            'files-not-reachable',
            '{platform} cannot reach {files}. Set up a staging area that it can read from, and ask again',
            { platform, files: unreachable.join(', '), asked: unreachable.length }
          )
        ]
      : []),
    ...(local.length
      ? [
          say(
            'WARN',
            'files-not-reachable',
            '{platform} was not told where {files} is: that address means something on this machine only',
            { platform, files: local.join(', '), asked: local.length }
          )
        ]
      : [])
  ];
  return {
    request: { ...withoutEmpty(withoutPath(sent)), ...renamed(request, identity) },
    warnings,
    unsent: unreachable.length
  };
}

/**
 * A session that another broker tells of, with our names for the files of our store: what stands
 * there instead may hold a signed URL, and means nothing to our client. What it runs is called as here.
 */
export function incoming(asked: ExecutionRequest, session: ExecutionSession): ExecutionSession {
  const digests = new Set<string>();
  mapStrings(asked, text => {
    const digest = storedDigest(text);
    if (digest) {
      digests.add(digest);
    }
    return text;
  });
  const named = mapStrings(session, text => {
    const digest = /\/files\/sha256\/([0-9a-f]{64})$/.exec(text)?.[1];
    return digest && digests.has(digest) ? `/files/sha256/${digest}` : text;
  });
  const { executable, data } = named;
  const same = executable?.kind === asked.executable.kind;
  return {
    ...named,
    executable: {
      ...(executable ?? { kind: asked.executable.kind }),
      ...(same ? ownLocations(asked.executable) : {}),
      ...ownNames(asked.executable, executable)
    },
    ...(data && same
      ? {
          data: data.map((resource, i) => {
            const ours = asked.data?.find(({ meta }) => meta?.name === resource.meta?.name);
            return { ...resource, ...ownLocations(ours ?? asked.data?.[i] ?? {}) };
          })
        }
      : {})
  };
}

/**
 * What it is called, and which notebook it is, as it was asked: the other broker may not repeat that,
 * and what it says instead could name another notebook of ours.
 */
function ownNames(
  { meta: asked }: AbstractExecutable,
  there: AbstractExecutable | undefined
): Pick<AbstractExecutable, 'meta'> {
  const { name, description } = asked ?? {};
  const meta = {
    ...there?.meta,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description })
  };
  return Object.keys(meta).length ? { meta } : {};
}

/** Those locations of a component that name something in our store. */
function ownLocations(component: object): object {
  const { location, requirements } = component as {
    location?: string;
    requirements?: { file: string };
  };
  return {
    ...(location !== undefined && storedDigest(location) ? { location } : {}),
    ...(requirements !== undefined && storedDigest(requirements.file) ? { requirements } : {})
  };
}

async function publish(
  digest: string,
  path: string,
  name: string,
  { files, staging, uploads, onSending }: OutgoingOptions
): Promise<string | undefined> {
  const area = uploads ?? staging;
  const size = area ? await files.size(digest) : undefined;
  if (size === undefined) {
    return undefined;
  }
  if (uploads && size <= INLINE && path.startsWith('executable.')) {
    const content = await readFile(files.path(digest), 'base64');
    return `data:application/octet-stream;base64,${content}`;
  }
  const onSent = onSending?.({ name, size, sent: () => area?.sent?.(digest) ?? 0 });
  try {
    if (!uploads) {
      return await staging?.publish({ digest, name, path: files.path(digest), size });
    }
    await uploads.put(digest, size);
    // Its own name for it, whatever it is called from outside.
    return `/files/sha256/${digest}`;
  } finally {
    onSent?.();
  }
}

/** What people call the things that have a location, by their paths in a request. */
function namesIn({ executable, data = [] }: ExecutionRequest): Map<string, string> {
  const last = (name: string | undefined, otherwise: string): string =>
    name?.split(/[\\/]/).pop() ?? otherwise;
  return new Map([
    ['executable.location', last(executable.meta?.name, 'the notebook')],
    ['executable.requirements.file', 'requirements.txt'],
    ...data.map(({ meta }, i): [string, string] => [
      `data[${i}].location`,
      last(meta?.name, `file ${i + 1}`)
    ])
  ]);
}

/** Whether a location means something on this machine only. */
function staysHere(location: string, broker: string): boolean {
  if (/^file:/i.test(location) || !/^[a-z][a-z\d+.-]*:/i.test(location)) {
    return true;
  }
  return leadsHere(location) && !leadsHere(broker);
}

/** Without the folders of what is asked about: they are this machine's. */
function withoutPath(request: ExecutionRequest): ExecutionRequest {
  const { executable } = request;
  const path = askedPath(executable);
  if (path === undefined) {
    return request;
  }
  const description = executable.meta?.name ?? path.split(/[\\/]/).pop() ?? '';
  return { ...request, executable: { ...executable, meta: { ...executable.meta, description } } };
}

/** Without the locations that are not told. */
function withoutEmpty(request: ExecutionRequest): ExecutionRequest {
  const { executable, data, ...rest } = request;
  const told = <T extends object>(component: T): T => {
    const { location, requirements, ...others } = component as {
      location?: string;
      requirements?: { file: string };
    };
    return {
      ...others,
      ...(location ? { location } : {}),
      ...(requirements?.file ? { requirements } : {})
    } as T;
  };
  return { ...rest, executable: told(executable), ...(data ? { data: data.map(told) } : {}) };
}

/**
 * The name of the question as ours: two brokers that ask a third one the same for a client must not
 * withdraw each other's offers there.
 */
function renamed({ question }: ExecutionRequest, identity: string): { question?: string } {
  if (question === undefined) {
    return {};
  }
  const name = `${identity}:${question}`;
  const digest = createHash('sha256').update(name).digest('hex');
  return { question: name.length <= LONGEST_NAME ? name : `${identity}:${digest}` };
}
