import { Type } from 'typebox';

import { PHASES, type Phase } from '../../model/phase';
import { parseInstant } from '../../model/time';
import { Problem, say } from '../problem';

/** How many sessions a list shows unasked, and at most. */
const USUAL = 200;
const MOST = 1000;
/** As evidence: each with the times of its cells. */
const MOST_EVIDENCE = 50;

const FIELDS = ['all', 'summary', 'evidence'] as const;

const text = Type.Optional(Type.String());

/** For the OpenAPI document; historyQueryOf() says what is wrong in words. */
export const HistoryParameters = Type.Object({
  fields: Type.Optional(Type.Enum([...FIELDS])),
  phase: text,
  platform: text,
  notebook: text,
  sha256: text,
  search: text,
  since: text,
  before: text,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST })),
  cursor: text
});

/** Which sessions of the past are wanted; what is absent does not restrict. */
export interface HistoryQuery {
  fields: (typeof FIELDS)[number];
  phases?: Phase[];
  platform?: string;
  /** The contents path of the notebook or program. */
  notebook?: string;
  /** The content of the notebook. */
  sha256?: string;
  /** Words, all of which are somewhere in name, path or platform, or begin the uuid. */
  words: string[];
  /** Accepted at this moment or later; milliseconds since 1970. */
  since?: number;
  /** Accepted earlier than this. */
  before?: number;
  limit: number;
  /** The last session of the page before. */
  after?: { accepted: number; uuid: string };
}

/**
 * The query of `GET /sessions`.
 *
 * @throws Problem 400 that says which parameter was wrong, and what it can be
 */
export function historyQueryOf(query: unknown): HistoryQuery {
  const given = new Map(
    Object.entries(query as Record<string, string | string[]>).map(([name, value]) => [
      name,
      [value].flat()
    ])
  );
  // An empty field of a form is one that was not filled in.
  const one = (name: string): string | undefined => given.get(name)?.findLast(Boolean);
  const fieldsAsked = one('fields') ?? 'all';
  const fields =
    FIELDS.find(word => word === fieldsAsked) ??
    refuse('fields', fieldsAsked, 'all, summary or evidence');
  const phases = (given.get('phase') ?? [])
    .flatMap(list => list.split(','))
    .filter(Boolean)
    .map(
      word => PHASES.find(phase => phase === word) ?? refuse('phase', word, 'a phase, as COMPLETED')
    );
  const instant = (name: string): number | undefined => {
    const found = one(name);
    return found === undefined
      ? undefined
      : (parseInstant(found) ??
          refuse(name, found, 'an ISO 8601 instant, as 2026-11-01T00:00:00Z'));
  };
  const most = fields === 'evidence' ? MOST_EVIDENCE : MOST;
  return {
    fields,
    limit: limitOf(one('limit'), Math.min(USUAL, most), most),
    words: (one('search') ?? '').split(/\s+/).filter(Boolean),
    ...(phases.length ? { phases } : {}),
    ...present('platform', one('platform')),
    ...present('notebook', one('notebook')),
    ...present('sha256', one('sha256')),
    ...present('since', instant('since')),
    ...present('before', instant('before')),
    ...present('after', cursorOf(one('cursor')))
  };
}

/** What the page after a session is asked for with. */
export function cursorAfter({ accepted, uuid }: { accepted: number; uuid: string }): string {
  return `${accepted}.${uuid}`;
}

function cursorOf(text: string | undefined): HistoryQuery['after'] {
  if (text === undefined) {
    return undefined;
  }
  const [, accepted, uuid] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text) ?? [];
  return accepted === undefined || uuid === undefined
    ? refuse('cursor', text, 'the `next` of an earlier page')
    : { accepted: Number(accepted), uuid };
}

function limitOf(text: string | undefined, usual: number, most: number): number {
  if (text === undefined) {
    return usual;
  }
  const limit = Number(text);
  return Number.isInteger(limit) && limit > 0 && limit <= most
    ? limit
    : refuse('limit', text, `a whole number from 1 to ${most}`);
}

function present<Name extends string, T>(
  name: Name,
  value: T | undefined
): Partial<Record<Name, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, T>);
}

function refuse(name: string, found: string, wanted: string): never {
  throw new Problem(400, [
    say('ERROR', 'bad-query', 'The parameter {name} must be {wanted}; found {found}', {
      name,
      wanted,
      found
    })
  ]);
}
