import type { Mode } from '../../../../model/executable';
import type { MessageItem } from '../../../../model/message';
import type { ExecutionRequest } from '../../../../model/request';
import type { Environments } from '../environments';
import type { Placement } from '../placement';
import type { ExecutableOrder } from '../run-order';
import type { FoundApptainer } from './apptainer';
import type { Engines } from './engines';
import type { Javas } from './java';

/** What this computer has for executables to run in. */
export interface Here {
  environments: Environments;
  java: Javas;
  engines: Engines;
  apptainer: () => Promise<FoundApptainer | undefined>;
}

/** What running an executable here would take. */
export interface Prospect {
  /** Why it cannot be run; empty: it can. */
  reasons: MessageItem[];
  /** What a person should know of an offer. */
  remarks: MessageItem[];
  modes: readonly Mode[];
  /** Bytes of disk for what must be made ready first. */
  bytes: number;
  /** Seconds that making it ready took before, where that was measured. */
  preparing?: number | undefined;
  /** Who keeps it within its limits, in words; absent: whoever keeps others. */
  keeper?: string | undefined;
}

/** One kind of executable on this computer. */
export interface ExecutableKind {
  /** As the standard names it. */
  readonly kind: string;
  /** Looks whether one could run here. Changes nothing. */
  look(request: ExecutionRequest, here: Here): Promise<Prospect>;
  /**
   * Puts what belongs to it into the folder of a session.
   *
   * @throws Problem where something cannot be fetched, or a file would lie outside
   */
  setUp(request: ExecutionRequest, here: Here, placement: Placement): Promise<ExecutableOrder>;
}
