import { execFileSync } from 'node:child_process';

import { python } from './python';

/** psutil comes with the package, and knows processes on every system. */
const BROKERS = `
import psutil, sys
for child in psutil.Process(int(sys.argv[1])).children():
    if "serve" in child.cmdline() and "--data-dir" in child.cmdline():
        print(child.pid)
`;

/** The brokers that a Jupyter server runs, by their ids. */
export function brokersOf(server: number): number[] {
  const output = execFileSync(python(), ['-c', BROKERS, String(server)], { encoding: 'utf8' });
  return output.split('\n').filter(Boolean).map(Number);
}

/** Whether a process is there, and not only waiting to be buried. */
export function isAlive(pid: number): boolean {
  const script =
    'import psutil, sys; pid = int(sys.argv[1]);' +
    'sys.exit(not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie")';
  try {
    execFileSync(python(), ['-c', script, String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
