const WRITTEN: Readonly<Record<string, string>> = {
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  sql: 'SQL'
};

/** A language as people write it: `r` in a notebook's metadata is R. */
export function languageName(name: string): string {
  return WRITTEN[name.toLowerCase()] ?? name.charAt(0).toUpperCase() + name.slice(1);
}
