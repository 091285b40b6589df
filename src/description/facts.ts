/** A text that is known without running the code. */
export interface Text {
  value: string;
  /** Only a part is known: there are `{}` holes in it, or more is added at its end. */
  pattern: boolean;
}

export interface ImportFact {
  /** Dotted: `astropy.io.fits` of `from astropy.io import fits`, with the names left out. */
  module: string;
  /** With the first of the names: `google.cloud.storage` of `from google.cloud import storage`. */
  full: string;
  /** The names that the code knows it, or its parts, by. */
  names: string[];
  /** Counted from 1. */
  line: number;
  /** `try`: in a try block, so the code may have another way; `except`: this is the other way. */
  within: 'plain' | 'try' | 'except';
}

export interface Argument {
  /** Of a keyword argument. */
  name?: string;
  value?: Text;
}

export interface CallFact {
  /** The last part of what is called: `open` of `fits.open`. */
  name: string;
  /** What stands before it: `fits`; '' where there is nothing, `?` where it is not a name. */
  owner: string;
  /** The owner's text, where it is a path or a text that is known. */
  base?: Text;
  args: Argument[];
  line: number;
  within: 'plain' | 'try' | 'except';
  /** What becomes of the result: joined with `/`, asked for an attribute, given a name. */
  used: 'joined' | 'attribute' | 'assigned' | 'otherwise';
  /** The name that is given the result. */
  target?: string;
}

/** A string that is written out in the code. */
export interface LiteralFact {
  value: string;
  line: number;
  /** The name of the call that it is an argument of. */
  call?: string;
}

export interface UrlFact extends Text {
  line: number;
  /** The name of the call that is handed it. */
  call?: string;
}

/** What Python code says of what it needs. */
export interface Facts {
  imports: ImportFact[];
  calls: CallFact[];
  literals: LiteralFact[];
  urls: UrlFact[];
  /** The first line that is not Python. */
  errorLine?: number;
}
