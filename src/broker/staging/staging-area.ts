/**
 * Where files are put that a broker on the network must fetch by itself. Everything in it can be read
 * by whoever holds the URL, for as long as the URL says.
 */
export interface StagingArea {
  /** What it is, for people: `WebDAV at files.example.org`. */
  readonly words: string;
  /**
   * Puts a file of the store there, unless it is there already.
   *
   * @returns a URL that can be fetched without signing in
   * @throws Error that says what went wrong, without any secret
   */
  publish(file: StagedFile): Promise<string>;
}

/** A file of the store: its SHA-256 in hex, what people call it, where it lies, and its bytes. */
export interface StagedFile {
  digest: string;
  name: string;
  path: string;
  size: number;
}
