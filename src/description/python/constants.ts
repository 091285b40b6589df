import type { Text } from '../facts';

/** A longer text is no path and no URL; in characters. */
const LONGEST = 4096;

/** The texts that names have at this point of the notebook. */
export class Constants {
  get(name: string): Text | undefined {
    return this._texts.get(name);
  }

  /** A name was given a value; one that is not a known text makes the name unknown. */
  assign(name: string, value: Text | undefined): void {
    if (value && value.value.length <= LONGEST) {
      this._texts.set(name, value);
    } else {
      this._texts.delete(name);
    }
  }

  private readonly _texts = new Map<string, Text>();
}
