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
  /** Bytes of a file on its way there that have gone; 0 where it is not known. */
  sent?(digest: string): number;
}

/** A file of the store: its SHA-256 in hex, what people call it, where it lies, and its size in bytes. */
export interface StagedFile {
  digest: string;
  name: string;
  path: string;
  size: number;
  /** Called when it begins to be sent, with what tells how many bytes have gone. */
  onStart?: (sent: () => number) => void;
}
