import { parser } from '@lezer/python';

import { describe } from '../describe';
import type { Description, NotebookInput } from '../description';
import { readPython as read } from '../python';
import type { Facts } from '../facts';
import type { FileReader } from '../reader';

/** Describes a notebook with the grammar that the command line uses. */
export async function describeNotebook(
  input: NotebookInput,
  reader: FileReader
): Promise<Description> {
  return describe(input, reader, parser);
}

export function readPython(code: string): Facts {
  return read(code, parser);
}
