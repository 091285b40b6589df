import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** One that does not say its version within so many milliseconds is none that can be used. */
const PATIENCE = 10_000;
const NAMES = ['apptainer', 'singularity'];

/** Apptainer, or Singularity under its older name. */
export interface FoundApptainer {
  /** A name on PATH, or a path. */
  program: string;
  /** What it says of itself, such as `apptainer version 1.3.1`. */
  version: string;
}

/** The first that is on this computer; `undefined` where there is none. `given`: an administrator's own. */
export async function findApptainer(
  given?: string,
  env: NodeJS.ProcessEnv = process.env
): Promise<FoundApptainer | undefined> {
  for (const program of given === undefined ? NAMES : [given]) {
    try {
      const { stdout } = await run(program, ['--version'], { timeout: PATIENCE, env });
      return { program, version: stdout.trim() };
    } catch {
      continue; // not there, or one that does not run: as good as none
    }
  }
  return undefined;
}
