export interface FileEntry {
  /** The last part of the path. */
  name: string;
  kind: 'file' | 'directory';
  /** Bytes, where known. */
  size?: number;
}

/** How a description looks at files. Paths use `/` and are relative to one root. */
export interface FileReader {
  /** The entries of a folder; `undefined` where there is no such folder or it may not be read. */
  list(folder: string): Promise<FileEntry[] | undefined>;
  /** The text of a file, at most 1 MiB; `undefined` where it cannot be had or is not text. */
  read(path: string): Promise<string | undefined>;
  /**
   * The path below the root of a path that starts at the machine's root or at a home (`~/x`);
   * `undefined` where it lies elsewhere. Absent: such paths cannot be seen.
   */
  locate?(path: string): string | undefined;
  /** Whether something may be at a path although it is not listed. Absent: nothing may. */
  mayHide?(path: string): Promise<boolean>;
}
