import type { Declared } from './environment';
import type { Problem } from './finding';
import type { Folders, ReadResult } from './folder';
import { readRequirementsFile, type RequirementsFile } from './requirements-file';

/** What a requirements.txt of which the text is known says, with the files that it includes. */
export async function readRequirements(
  path: string,
  text: string,
  folders: Folders
): Promise<Declared> {
  const { requirements, options, problems } = await readRequirementsFile(folders, path, text);
  const source = { kind: 'file' as const, path };
  return {
    kind: 'pip',
    name: path,
    source,
    requirements,
    options,
    problems,
    complete: isWhole({ requirements, options, problems }),
    evidence: {
      template: requirements.length > 0 ? '{file}' : '{file} names no package',
      values: { file: path },
      source
    }
  };
}

/** Where a part of a list is not known, nothing can be said to be missing from it. */
export function isWhole({ requirements, options, problems }: RequirementsFile): boolean {
  return (
    !requirements.some(({ name }) => name === '') &&
    !problems.some(({ level }) => level === 'error') &&
    !options.some(({ line }) => line.startsWith('-r'))
  );
}

/** Why a file that is there cannot be read; `undefined`: it can. */
export function notRead(path: string, read: ReadResult): Problem | undefined {
  return 'text' in read && !read.text.includes('\u0000')
    ? undefined
    : {
        level: 'error',
        template:
          'missing' in read && read.missing === 'large'
            ? '{file} is too large to be read; only files below 1 MiB are.'
            : '{file} is not plain text (UTF-8) or cannot be read; save it as plain text.',
        values: { file: path },
        source: { kind: 'file', path }
      };
}
