import type { Description } from './description';

/** What goes along and what is fetched: the bytes that are known of, and of how many things none are. */
export function totalBytes({ files, data }: Pick<Description, 'files' | 'data'>): {
  bytes: number;
  unknown: number;
} {
  const present = (files.value ?? []).filter(({ exists }) => exists);
  return {
    bytes: present.reduce((sum, { size }) => sum + (size ?? 0), 0),
    unknown: present.filter(({ size }) => size === undefined).length + (data.value?.length ?? 0)
  };
}
