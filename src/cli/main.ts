import { Command } from 'commander';

import { VERSION } from '../broker/version';
import { followCommand } from './follow';
import { withPairsJoined } from './parameter-option';
import { runCommand } from './run';
import { serveCommand } from './serve';
import { whereCommand } from './where';

const program = new Command('execution-broker')
  .description('Where, and when, can this run? Asks execution brokers, and runs one.')
  .version(VERSION);

for (const command of [whereCommand(), runCommand(), followCommand(), serveCommand()]) {
  program.addCommand(command);
}

const [node = '', script = '', ...args] = process.argv;
program.parseAsync([node, script, ...withPairsJoined(args)]).catch((error: unknown) => {
  process.stderr.write(
    `execution-broker: ${error instanceof Error ? error.message : String(error)}\n`
  );
  // Not exitCode: a stdin that is still open would keep the process alive.
  process.exit(1);
});
