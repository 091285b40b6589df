import type { Tree } from '@lezer/common';

import type { PythonParser } from './python';

/** Trees of so much code are kept, in characters; they take some two bytes for each. */
const MAX_KEPT = 4 * 1024 * 1024;

/**
 * A parser that keeps the trees of what it parsed last.
 *
 * A notebook is described again at each question, when few of its cells have changed, and the grammar
 * takes more than half of the time.
 */
export class KeptTrees implements PythonParser {
  constructor(
    private readonly _parser: PythonParser,
    private readonly _limit = MAX_KEPT
  ) {}

  parse(code: string): Tree {
    const kept = this._trees.get(code);
    const tree = kept ?? this._parser.parse(code);
    if (kept) {
      // What was used last goes last.
      this._trees.delete(code);
    } else {
      this._length += code.length;
    }
    this._trees.set(code, tree);
    for (const old of this._trees.keys()) {
      if (this._length <= this._limit) {
        break;
      }
      this._trees.delete(old);
      this._length -= old.length;
    }
    return tree;
  }

  private readonly _trees = new Map<string, Tree>();
  private _length = 0;
}
