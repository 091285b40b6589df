import { Command } from 'commander';

import { linkOf, withBrokerOptions, type BrokerOptions } from './ask-options';
import { BarScreen } from './bar-screen';
import { CommandError } from './command-error';
import { endWith } from './ending';
import { follow } from './following';
import { HomeFolder } from './home-folder';
import { LineScreen } from './line-screen';
import { Output } from './output';
import { ResultFile } from './result-file';
import { endRun } from './run-ending';
import { isInteractive, workThere } from './working-there';

interface FollowOptions extends BrokerOptions {
  output?: string;
  force?: true;
  files: boolean;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `execution-broker follow`: a run that was left, to its end. */
export function followCommand(): Command {
  const command = new Command('follow')
    .description('Follow a run that was left, and save the executed notebook')
    .argument('<session>', 'the session, as "run" printed it')
    .option(
      '--output <file>',
      'where to write the executed notebook (default: here), or what a program writes'
    )
    .option('--force', 'overwrite the file that --output names')
    .option('--no-files', 'leave the files that it makes or changes where it ran')
    .addHelpText('after', '\nCtrl-C leaves it running. Exit code: 0 completed, 1 failed.');
  return withBrokerOptions(command).action(async (session: string, options: FollowOptions) =>
    endWith(async () => followSession(session, options))
  );
}

async function followSession(uuid: string, options: FollowOptions): Promise<number> {
  if (!UUID.test(uuid)) {
    throw new CommandError(`${uuid} is no session; "run" prints it as 8-4-4-4-12 hex digits`);
  }
  const output = new Output(false);
  const link = linkOf(options);
  const { client } = link;
  try {
    const session = await client.session(uuid);
    const { executable, meta } = session;
    // A name from elsewhere: only its last part, so that nothing lands in another folder.
    const name = (executable?.meta?.name ?? meta?.name ?? uuid).split(/[/\\]/).pop() ?? uuid;
    const file = new ResultFile(name, options.output, options.force ?? false);
    const home = options.files ? new HomeFolder(process.cwd()) : undefined;
    const screen = output.live ? new BarScreen(output) : new LineScreen(output);
    if (isInteractive(session)) {
      return await workThere({ link, uuid, screen, output });
    }
    const followed = await follow(client, uuid, screen, { cancels: false });
    return (await endRun(client, uuid, followed, { file, home, output })).code;
  } finally {
    await link.close();
  }
}
