import type { TSchema } from 'typebox';

import type { Complaint } from '../../model/complaint';
import { kindName } from '../../model/kinds';
import type { MessageItem } from '../../model/message';
import type { ExecutionRequest } from '../../model/request';
import { DATA_KINDS, EXECUTABLE_KINDS, SCHEMAS } from '../../model/schemas';
import { check } from '../../model/validate';
import { Problem, say } from '../problem';

/**
 * A request whose parts have the types that their kinds say. Kinds that are not known pass: whether
 * one can be served is the platforms' answer, not an error.
 *
 * @throws Problem 400 that says what was found, and where
 */
export function checkedRequest(value: unknown): ExecutionRequest {
  refuse(check(SCHEMAS.ExecutionRequest, value), '');
  const request = value as ExecutionRequest;
  const executable = schemaOf(EXECUTABLE_KINDS, request.executable.kind);
  if (executable) {
    refuse(check(executable, request.executable), 'executable');
  }
  request.data?.forEach((resource, i) => {
    const schema = schemaOf(DATA_KINDS, resource.kind);
    if (schema) {
      refuse(check(schema, resource), `data[${i}]`);
    }
  });
  return request;
}

function schemaOf(kinds: Readonly<Record<string, TSchema>>, kind: string): TSchema | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}

function refuse(complaints: Complaint[], at: string): void {
  if (complaints.length) {
    throw new Problem(
      400,
      complaints.map(({ path, expected, found }) =>
        say('ERROR', 'bad-request', '{path} {expected}, found {found}', {
          path: [at, path].filter(Boolean).join('.') || 'the request',
          expected,
          found
        })
      )
    );
  }
}

/** The kinds of things that a platform understands. */
export interface Understanding {
  executable: readonly string[];
  compute: readonly string[];
  storage: readonly string[];
  data: readonly string[];
  volume: readonly string[];
}

/** A reason for each kind in a request that a platform does not understand. */
export function misunderstood(request: ExecutionRequest, known: Understanding): MessageItem[] {
  const kinds: [keyof Understanding, string, string | undefined][] = [
    ['executable', 'executable', request.executable.kind],
    ['compute', 'compute', request.compute?.kind],
    ...list('storage', 'storage', request.storage),
    // What is fetched by what runs is not the platform's to serve.
    ...list('data', 'data', request.data).filter((_, i) => !request.data?.[i]?.fetched),
    ...list('volume', 'compute.volumes', request.compute?.volumes)
  ];
  return kinds.flatMap(([what, path, kind]) =>
    kind === undefined || known[what].includes(kind)
      ? []
      : [
          say(
            'ERROR',
            'unknown-kind',
            '{path} is of the kind {kind}, which this platform cannot serve; it knows: {known}',
            { path, kind, known: known[what].map(kindName).join(', ') || 'none' }
          )
        ]
  );
}

function list(
  what: keyof Understanding,
  path: string,
  parts: { kind: string }[] | undefined
): [keyof Understanding, string, string][] {
  return (parts ?? []).map(({ kind }, i) => [what, `${path}[${i}]`, kind]);
}
