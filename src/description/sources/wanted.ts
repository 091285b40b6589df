import type { Sentence } from '../finding';
import type { RequirementList } from './requirement-list';

/** A package as documents of tables name it: at a version, at an address or in a folder. */
export interface Wanted {
  /** With its extras, where it has some. */
  name: string;
  line: number;
  /** A range of PEP 440; absent: any. */
  versions?: string | undefined;
  url?: string | undefined;
  /** Of a repository: `git`. */
  vcs?: string | undefined;
  commit?: string | undefined;
  /** The folder within what lies at the address. */
  inside?: string | undefined;
  /** On the machine where the document was written. */
  folder?: string | undefined;
  marker?: string | undefined;
}

/** Adds a package to a list in pip's words. */
export function addWanted(wanted: Wanted, list: RequirementList, why?: Sentence): void {
  const { name, line, versions = '', folder, marker } = wanted;
  const address = addressOf(wanted);
  const suffix = marker === undefined ? '' : ` ; ${marker}`;
  if (address !== undefined) {
    list.add(`${name} @ ${address}${suffix}`, line, why);
  } else if (folder !== undefined) {
    // It is what it would be in a requirements file; the list says why that cannot be sent.
    list.add(`${name} @ ${/^[./~\\]/.test(folder) ? folder : `./${folder}`}`, line, why);
  } else {
    list.add(`${name} ${versions}${suffix}`, line, why);
  }
}

/** `git+https://x/y.git@0123abc#subdirectory=z` */
function addressOf({ url, vcs, commit, inside }: Wanted): string | undefined {
  return url === undefined
    ? undefined
    : [
        vcs === undefined || url.startsWith(`${vcs}+`) ? url : `${vcs}+${url}`,
        commit === undefined ? '' : `@${commit}`,
        inside === undefined ? '' : `#subdirectory=${inside}`
      ].join('');
}
