/** Bytes turned into base64 at a time: a multiple of 3, so that the pieces can be joined. */
const CHUNK = 3 * 8192;

/** A `data:` URL of a text in UTF-8; made in pieces, since a notebook may have many megabytes. */
export function dataUrl(mediaType: string, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK))));
  }
  return `data:${mediaType};base64,${parts.join('')}`;
}
