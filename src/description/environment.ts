import type { Requirement, RequirementOption } from './description';
import type { Evidence, Problem, Source } from './finding';

/** What makes an environment: `code` is what the cells import and install. */
export type EnvironmentKind = 'pip' | 'conda' | 'docker' | 'nix' | 'r' | 'julia' | 'code';

/** A place that says what the notebook needs. */
export interface EnvironmentSource {
  kind: EnvironmentKind;
  /** For people: `binder/environment.yml`, `metadata["uv.lock"]`, `cell 1`. */
  name: string;
  source: Source;
}

/** Where the packages of a notebook are told. */
export interface Environment extends EnvironmentSource {
  /** The version of the language that it asks for: `>=3.10`. */
  version?: string;
  /** What is told elsewhere too, and says nothing else; in the order in which it would be taken. */
  also: EnvironmentSource[];
  /** Hidden names that would tell of it, and of which nobody can say whether they are there; absent: none. */
  unseen?: string[];
}

/** A version of the language that something asks for, as a range of PEP 440. */
export interface VersionAsked {
  specifier: string;
  evidence: Evidence;
}

/** What one place says. */
export interface Declared extends EnvironmentSource {
  requirements: Requirement[];
  options: RequirementOption[];
  /** Of the list as a whole. */
  evidence: Evidence;
  version?: VersionAsked;
  problems: Problem[];
  /** False: the place has more packages than could be read, so nothing can be said to be missing. */
  complete: boolean;
  /** The project whose folder this is, in normal form; it is not among its own requirements. */
  project?: string;
}
