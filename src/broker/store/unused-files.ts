import type { Store } from './store';

const STORED = /\/files\/sha256\/([0-9a-f]{64})/g;
/** A question whose files have just come is written down a moment later; milliseconds. */
const FRESH = 60_000;
/** Of files that no question has ever named, one may be on its way for so long; milliseconds. */
const STAGED = 24 * 3600_000;
/** How many questions are read at a time. */
const PAGE = 200;

/** The digests of the files that a question names. */
export function filesOf(request: string): string[] {
  return [...new Set([...request.matchAll(STORED)].map(([, digest = '']) => digest))];
}

/** Removes those of some files that no question names any more; they were taken in `before` a moment. */
export async function removeUnnamed(
  { db, files }: Pick<Store, 'db' | 'files'>,
  digests: readonly string[],
  before = Date.now() - FRESH
): Promise<void> {
  for (const digest of digests) {
    const named = await db
      .selectFrom('offer_sets')
      .select('uuid')
      .where('request', 'like', `%/files/sha256/${digest}%`)
      .limit(1)
      .executeTakeFirst();
    if (!named) {
      await files.remove(digest, before);
    }
  }
}

/** Removes all files that no question names, and that have lain there for a day. */
export async function removeUnused({ db, files }: Store): Promise<void> {
  const before = Date.now() - STAGED;
  const named = new Set<string>();
  let last = '';
  for (let more = true; more;) {
    const rows = await db
      .selectFrom('offer_sets')
      .select(['uuid', 'request'])
      .where('uuid', '>', last)
      .orderBy('uuid')
      .limit(PAGE)
      .execute();
    rows.flatMap(({ request }) => filesOf(request)).forEach(digest => named.add(digest));
    last = rows.at(-1)?.uuid ?? last;
    more = rows.length === PAGE;
  }
  for await (const digest of files.digests()) {
    if (!named.has(digest)) {
      // Looked at once more: it may have been asked about meanwhile.
      await removeUnnamed({ db, files }, [digest], before);
    }
  }
}
