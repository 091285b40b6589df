import type { Accelerators } from '../model/compute';
import type { Language } from '../model/executable';
import type { MinMax } from '../model/quantity';
import type { RunEvidence } from '../model/run-evidence';
import type { DataKind, NamedResource } from './data-source';
import type { Environment } from './environment';
import type { Evidence, Finding, Problem } from './finding';
import type { Published, SavedNotebook } from './git';
import type { KernelSeen } from './kernel-seen';
import type { Stated } from './layer';
import type { LoadedDifference } from './loaded';
import type { Parameter } from './parameters';
import type { Program } from './programs/program';

/** A package that the notebook needs. */
export interface Requirement {
  /** Of Python the distribution's name, normalised as PEP 503 has it. */
  name: string;
  /** In pip's format: `numpy>=1.26`; of R and Julia as their tools have it: `dplyr (>= 1.1)`, `CSV@0.10`. */
  line: string;
  evidence: Evidence[];
}

/** A line that says how packages are found, not which: `--extra-index-url https://…`. */
export interface RequirementOption {
  line: string;
  evidence: Evidence[];
}

/** A file beside the notebook that its code opens. */
export interface FileNeed {
  /** Relative to the notebook's folder. */
  path: string;
  /** Absent: it may be there, and Jupyter hides it. */
  exists?: boolean;
  /** Bytes, where known. */
  size?: number;
  evidence: Evidence[];
}

/** A file that its code opens, and that cannot go along: it is not below the notebook's folder. */
export interface ElsewhereFile {
  /** As the code writes it. */
  path: string;
  /** Absent: it cannot be seen from here. */
  exists?: boolean;
  /** Bytes, where known. */
  size?: number;
  evidence: Evidence[];
}

/** Something that its code fetches. */
export interface DataNeed {
  /** A URL, or an identifier written as one: `s3://bucket/key`, `rucio://scope:name`, `ivo://…`. */
  url: string;
  kind: DataKind;
  /** Of a service: the protocol that it speaks, such as TAP. */
  protocol?: string;
  /** As the standard names it, where it has a kind for it and all of it is known. */
  resource?: NamedResource;
  /** The URL has holes (`{}`), or goes on: only its start is known. */
  pattern?: boolean;
  evidence: Evidence[];
}

/** Seconds. */
export interface DurationEstimate {
  low: number;
  likely: number;
  high: number;
}

/** Everything that a platform must know about a notebook, with the evidence for it. */
export interface Description {
  /** The notebook's name without its folder. */
  name: string;
  /** What is executed, where it is not a notebook. */
  program?: Program;
  language: Finding<Language>;
  /** Which place tells what it needs to be installed, and which others do. */
  environment: Finding<Environment>;
  requirements: Finding<Requirement[]>;
  /** What belongs into the requirements file beside the packages; absent: nothing. */
  requirementOptions?: RequirementOption[];
  /** What the kernel has loaded otherwise than is declared; absent: nothing, or none was asked. */
  loaded?: LoadedDifference[];
  cores: Finding<MinMax>;
  /** GiB. */
  memory: Finding<MinMax>;
  /** What it can use (`min` 0), or cannot do without; absent: nothing speaks of any. */
  accelerators?: Finding<Accelerators>;
  /** How long it takes. */
  duration: Finding<DurationEstimate>;
  files: Finding<FileNeed[]>;
  /** Files that its code opens elsewhere on this machine; absent: none. */
  elsewhere?: ElsewhereFile[];
  data: Finding<DataNeed[]>;
  /** What was written down to be asked for just so (layer.ts); absent: nothing. */
  stated?: Stated;
  /** What is wrong with what was written down; absent: nothing. */
  problems?: Problem[];
  /** Files that can be named by a commit instead of being sent; absent: none is known. */
  published?: Published;
  /** The notebook as it was saved, where that is known. */
  saved?: SavedNotebook;
  /** What it is made to be given values for; absent: it has no such cell. */
  parameters?: Finding<Parameter[]>;
  /** Number of code cells that are not empty. */
  cells: number;
}

/** The notebook as it is open now; outputs are not looked at. */
export interface NotebookInput {
  /** Relative to the reader's root. */
  path: string;
  /** nbformat 4 content, or anything that claims to be. */
  content: unknown;
  /** What earlier runs of it took, the newest first; absent: none is known. */
  runs?: readonly RunEvidence[];
  /** What became of asking its kernel; absent: none runs, or there is nothing to ask. */
  kernel?: KernelSeen;
}
