import { Command } from 'commander';

import { BrokerError } from '../client/broker-error';
import type { Mode } from '../model/executable';
import type { ExecutionSession } from '../model/session';
import { withAskOptions, type AskOptions } from './ask-options';
import { asking, type Answered } from './asking';
import { BarScreen } from './bar-screen';
import { CommandError, EXIT } from './command-error';
import { endWith } from './ending';
import { follow } from './following';
import { HomeFolder } from './home-folder';
import { LineScreen } from './line-screen';
import type { Offer } from './offer';
import { bestFirst } from './offer-choice';
import { offerLines, refusalText } from './offer-lines';
import { Output } from './output';
import { ResultFile } from './result-file';
import { endRun, type RunPlaces } from './run-ending';
import { workThere } from './working-there';

interface RunOptions extends AskOptions {
  output?: string;
  force?: true;
  files: boolean;
}

const HELP = `
Takes the offer that starts soonest; of these the cheapest. Offers that give less than was asked are not
taken. The result is written beside the notebook as NAME.run-YYYYMMDD-HHMMSS.ipynb, also where the run
failed or was cancelled: what was computed until then. Files that it made or changed come beside it, each
where the run had it; where one of yours differs, theirs is called NAME.run-YYYYMMDD-HHMMSS.

Ctrl-C cancels the run and saves what was computed; a second one leaves it as it is. The run stands
alone: if this command or its broker is killed, or the terminal is closed, it goes on, and
"execution-broker follow SESSION" brings its result.

With --interactive nothing is run: the session is a Jupyter server with the notebook and its files beside it.
When it is ready, its URL is printed, which leads through the broker, and how to use it; with --json the
document comes then. Ctrl-C asks whether to finish it or to leave it running.

Exit code: 0 completed, 1 failed, 2 no offer, 130 ended with Ctrl-C.`;

/** `execution-broker run`: takes the best offer, and brings the executed notebook. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('Run a notebook where it can run soonest, and save the executed notebook')
    .argument(
      '<notebook>',
      'the notebook (.ipynb); or a program (.py, .jar), a Dockerfile, an image (docker://name:tag, .sif)'
    )
    .option('--interactive', 'to work in it, instead of running it')
    .option(
      '--output <file>',
      'where to write the executed notebook (default: beside it), or what a program writes'
    )
    .option('--force', 'overwrite the file that --output names')
    .option('--no-files', 'leave the files that it makes or changes where it ran')
    .addHelpText('after', HELP);
  return withAskOptions(command).action(async (notebook: string, options: RunOptions) =>
    endWith(async () => run(notebook, options))
  );
}

async function run(path: string, options: RunOptions): Promise<number> {
  const output = new Output(options.json ?? false);
  const mode = options.interactive ? 'interactive' : 'batch';
  if (options.interactive && options.output !== undefined) {
    throw new CommandError('--output is for a run; with --interactive nothing is run');
  }
  return asking(path, options, output, notebook => {
    const places: RunPlaces = {
      file: new ResultFile(notebook.path, options.output, options.force ?? false),
      ...(options.files ? { home: new HomeFolder(notebook.folder) } : {}),
      output
    };
    return async answered => runIt(answered, mode, places);
  });
}

async function runIt(answered: Answered, mode: Mode, places: RunPlaces): Promise<number> {
  const { output } = places;
  const { notebook } = answered.question;
  const { link, question, unsent, set, offers } = answered;
  const [missing] = unsent;
  if (missing) {
    throw new CommandError(
      `${missing.path} could not be sent: ${missing.reason}; the run would miss it`
    );
  }
  output.lines([...offerLines(set, offers, Date.now()), '']);
  const document = { description: notebook.description, offerSet: set };
  const best = bestFirst(offers, mode);
  if (best.length === 0) {
    output.document(document);
    throw new CommandError(noneText(answered, mode), EXIT.noOffer);
  }
  const offer = await accept(best, mode, answered);
  const { uuid, platform } = offer;
  output.lines([
    `${mode === 'batch' ? 'Running' : 'To work in'} on ${platform} as session ${uuid}`
  ]);
  const before = answered.release();
  const screen = output.live ? new BarScreen(output) : new LineScreen(output);
  if (mode === 'interactive') {
    const onReady = (session: ExecutionSession): void => output.document({ ...document, session });
    const [code] = await Promise.all([
      workThere({ link, uuid, screen, output, before, onReady }),
      question.withdraw().catch(() => undefined)
    ]);
    return code;
  }
  const [followed] = await Promise.all([
    follow(link.client, uuid, screen, { cancels: true, before }),
    // Not every broker gives the other offers of the set back by itself.
    question.withdraw().catch(() => undefined)
  ]);
  const { code, ending } = await endRun(link.client, uuid, followed, places);
  output.document({ ...document, ...ending });
  return code;
}

/** Why there is nothing to accept. */
function noneText({ offers, set }: Answered, mode: Mode): string {
  if (offers.length === 0) {
    return `no offer: ${refusalText(set)}`;
  }
  const broken = [...new Set(offers.flatMap(offer => offer.broken))];
  const other = offers.filter(({ modes }) => !modes.includes(mode));
  return other.length
    ? `no offer ${mode === 'interactive' ? 'to work in it' : 'to run it'}: ${other.map(({ platform }) => platform).join(', ')} ${mode === 'interactive' ? 'would only run it' : 'would only let you work in it'}`
    : `no offer keeps to what was asked: ${broken.join('; ')}`;
}

/** Accepts the first offer that still stands. */
async function accept(best: readonly Offer[], mode: Mode, { link }: Answered): Promise<Offer> {
  let reason: BrokerError | undefined;
  for (const offer of best) {
    try {
      await link.client.accept(offer.uuid, mode === 'batch' ? {} : { mode });
      return offer;
    } catch (error) {
      if (!(error instanceof BrokerError) || error.status !== 409) {
        throw error;
      }
      reason = error;
    }
  }
  throw new CommandError(`no offer could be taken: ${reason?.message ?? ''}`, EXIT.noOffer);
}
