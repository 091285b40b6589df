/** `attachment` with a file's name (RFC 6266, RFC 8187): the last part of a path, in letters that any header takes. */
export function contentDisposition(name: string): string {
  const last = name.split(/[\\/]/).pop()?.slice(0, 200).toWellFormed() ?? '';
  const plain = /^\.*$/.test(last) ? 'file' : last;
  const encoded = encodeURIComponent(plain).replace(
    /['()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
