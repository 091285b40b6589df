import { enableCompileCache, flushCompileCache } from 'node:module';

import { Command } from 'commander';

import { VERSION } from '../broker/version';
import { withPairsJoined } from './pairs-joined';
import { codeFolder } from './places';

/** Milliseconds; by then all that a start needs has been compiled, and nobody waits for it. */
const SETTLED = 10_000;

// What is compiled now need not be at the next start. Where the folder cannot be written, it is.
enableCompileCache(codeFolder());
setTimeout(flushCompileCache, SETTLED).unref();

const [node = '', script = '', ...args] = process.argv;

async function commands(): Promise<Command[]> {
  if (args[0] === 'serve') {
    return [(await import('./serve')).serveCommand()];
  }
  const all = await import('./commands');
  return [all.whereCommand(), all.runCommand(), all.followCommand(), all.serveCommand()];
}

async function main(): Promise<void> {
  const program = new Command('execution-broker')
    .description('Where, and when, can this run? Asks execution brokers, and runs one.')
    .version(VERSION);
  for (const command of await commands()) {
    program.addCommand(command);
  }
  await program.parseAsync([node, script, ...withPairsJoined(args)]);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `execution-broker: ${error instanceof Error ? error.message : String(error)}\n`
  );
  // Not exitCode: a stdin that is still open would keep the process alive.
  process.exit(1);
});
