import { Command } from 'commander';

import { VERSION } from '../broker/version';
import { serveCommand } from './serve';

const program = new Command('execution-broker')
  .description('Where, and when, can this run? Asks execution brokers, and runs one.')
  .version(VERSION);

program.addCommand(serveCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(
    `execution-broker: ${error instanceof Error ? error.message : String(error)}\n`
  );
  // Not exitCode: a stdin that is still open would keep the process alive.
  process.exit(1);
});
