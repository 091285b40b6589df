/** Has a part that is empty, `.` or `..`; few paths do. */
const NOT_PLAIN = /(?:^|\/)\.{0,2}(?:\/|$)/;

/**
 * A path without `.`, `..` and empty parts, as seen from the reader's root; the root itself is ''.
 * `undefined` where it climbs out of the root.
 */
export function resolvePath(folder: string, path: string): string | undefined {
  const whole = folder === '' ? path : `${folder}/${path}`;
  if (!NOT_PLAIN.test(whole)) {
    return whole;
  }
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) {
        return undefined;
      }
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}

/** The folder that a path lies in; '' for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a path starts at a root or a home that only this machine has. */
export function isAbsolutePath(path: string): boolean {
  return /^(?:[/~\\]|[A-Za-z]:[\\/])/.test(path);
}

/** Could this string be a path at all? Rules out text that readers also take, such as CSV itself. */
export function isPathLike(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.trim() !== '' && text.length <= 1024 && !/[\u0000-\u001f<>|"]/.test(text);
}

const URL_START = /^(?:https?|ftps?|s3[an]?|gs|ivo|vos|rucio|root|davs?):\/\/[^\s/]/i;

/** Whether a text is a URL of a scheme from which notebooks fetch data. */
export function isUrl(text: string): boolean {
  return URL_START.test(text) && !/\s/.test(text);
}
