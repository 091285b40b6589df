/** The characters that XML 1.0 cannot have in any way. */
// eslint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** What no name may begin with, and what no careful parser takes for one. */
const RESERVED = /^(?:xml|__proto__$|constructor$|prototype$)/i;

/** Text between tags. A carriage return would be read as a line feed. */
export function escapeText(text: string): string {
  return text
    .replace(IMPOSSIBLE, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#13;');
}

/** Text between double quotes, where every white space would be read as a space. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;').replace(/\n/g, '&#10;').replace(/\t/g, '&#9;');
}

/**
 * A name as that of an element: every character that cannot be in one as `_xHHHH_`, as ISO 9075-14
 * has it. In front, what cannot begin one; and an underscore that would be taken for an escape.
 */
export function encodeName(name: string): string {
  return name
    .replace(/_(?=x[0-9a-fA-F]{4}_)|[^A-Za-z0-9_.-]|^[0-9.-]/g, escapeCharacter)
    .replace(RESERVED, found => escapeCharacter(found.charAt(0)) + found.slice(1));
}

export function decodeName(name: string): string {
  return name.replace(/_x([0-9a-fA-F]{4})_/g, (_escape, code: string) =>
    String.fromCharCode(parseInt(code, 16))
  );
}

function escapeCharacter(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).padStart(4, '0')}_`;
}
