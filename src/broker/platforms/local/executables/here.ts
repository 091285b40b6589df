import { Environments, type EnvironmentsOptions } from '../environments';
import { findApptainer } from './apptainer';
import type { ContainersConfig } from './containers-config';
import { Engines } from './engines';
import type { Here } from './executable-kind';
import { Javas } from './java';

/** What an administrator says of what executables run in; what is absent is looked for. */
export interface HereOptions extends EnvironmentsOptions {
  /** The Java for programs in it. */
  java?: string | undefined;
  /** How containers are run. */
  containers?: ContainersConfig | undefined;
  /** Apptainer or Singularity. */
  apptainer?: string | undefined;
}

/** What this computer has, looked for again with each question. */
export function lookAround(options: HereOptions): Here {
  return {
    environments: new Environments(options),
    java: new Javas(options.java),
    engines: new Engines(options.containers),
    apptainer: async () => findApptainer(options.apptainer)
  };
}
