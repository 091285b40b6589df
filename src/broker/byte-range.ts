/** Which bytes of something are wanted: from one on, perhaps to one (inclusive); or the last so many. */
export type ByteRange = { from: number; to?: number } | { last: number };

/**
 * Reads a Range header (RFC 9110, 14.1.2) of one range of bytes; `undefined` for one of several, of
 * another unit or that is none: such a header is passed over, as the RFC allows.
 */
export function readByteRange(header: string | undefined): ByteRange | undefined {
  const [, first, last] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) {
    return undefined;
  }
  if (first === '') {
    return { last: Number(last) };
  }
  const range = { from: Number(first), ...(last === '' ? {} : { to: Number(last) }) };
  return range.to !== undefined && range.to < range.from ? undefined : range;
}

/** The header that says it. */
export function writeByteRange(range: ByteRange): string {
  return 'last' in range ? `bytes=-${range.last}` : `bytes=${range.from}-${range.to ?? ''}`;
}

/** Where a range begins and ends (exclusively) in `size` bytes; `undefined` where none of it is there. */
export function within(
  range: ByteRange | undefined,
  size: number
): { start: number; end: number } | undefined {
  if (range === undefined) {
    return { start: 0, end: size };
  }
  const start = 'last' in range ? Math.max(0, size - range.last) : range.from;
  const end = 'last' in range ? size : Math.min(size, (range.to ?? Infinity) + 1);
  return start < end ? { start, end } : undefined;
}
