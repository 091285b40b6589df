type Headers = Readonly<Record<string, string>>;

/**
 * Whether a broker lets everybody read, as it turns out. Some answer 401 to a GET with a login that
 * they do not take, and 200 to the same GET without one.
 */
export class OpenReading {
  private _open: boolean | undefined;
  private _refused: string | undefined;

  /** Whether a GET without a login is worth a try. */
  get isPossible(): boolean {
    return this._open !== false;
  }

  /** Whether such a GET is answered, and these headers of a login are not taken. */
  insteadOf(login: Headers): boolean {
    return this._open === true && JSON.stringify(login) === this._refused;
  }

  /** Remembers how a GET without a login was answered after this one was refused; whether it was open. */
  note(status: number, refused: Headers): boolean {
    if (status < 400) {
      this._open = true;
      this._refused = JSON.stringify(refused);
    } else if (status === 401 || status === 403) {
      this._open = false;
    }
    return status < 400;
  }
}
