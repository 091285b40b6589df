import { Command } from 'commander';

import { BrokerError } from '../client/broker-error';
import { withAskOptions, type AskOptions } from './ask-options';
import { asking, type Answered } from './asking';
import { BarScreen } from './bar-screen';
import { CommandError, EXIT } from './command-error';
import { endWith } from './ending';
import { follow } from './following';
import { LineScreen } from './line-screen';
import { openNotebook } from './notebook-file';
import type { Offer } from './offer';
import { bestFirst } from './offer-choice';
import { offerLines, refusalText } from './offer-lines';
import { Output } from './output';
import { ResultFile } from './result-file';
import { endRun } from './run-ending';

interface RunOptions extends AskOptions {
  output?: string;
  force?: true;
}

const HELP = `
Takes the offer that starts soonest; of these the cheapest. Offers that give less than was asked are not
taken. The result is written beside the notebook as NAME.run-YYYYMMDD-HHMMSS.ipynb, also where the run
failed or was cancelled: what was computed until then.

Ctrl-C cancels the run and saves what was computed; a second one leaves it as it is. The run stands
alone: if this command or its broker is killed, or the terminal is closed, it goes on, and
"execution-broker follow SESSION" brings its result.

Exit code: 0 completed, 1 failed, 2 no offer, 130 ended with Ctrl-C.`;

/** `execution-broker run`: takes the best offer, and brings the executed notebook. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('Run a notebook where it can run soonest, and save the executed notebook')
    .argument('<notebook>', 'the notebook (.ipynb)')
    .option('--output <file>', 'where to write the executed notebook (default: beside it)')
    .option('--force', 'overwrite the file that --output names')
    .addHelpText('after', HELP);
  return withAskOptions(command).action(async (notebook: string, options: RunOptions) =>
    endWith(async () => run(notebook, options))
  );
}

async function run(path: string, options: RunOptions): Promise<number> {
  const output = new Output(options.json ?? false);
  const notebook = await openNotebook(path);
  const file = new ResultFile(notebook.path, options.output, options.force ?? false);
  return asking(notebook, options, output, async answered => {
    const { link, question, unsent, set, offers } = answered;
    const [missing] = unsent;
    if (missing) {
      throw new CommandError(
        `${missing.path} could not be sent: ${missing.reason}; the run would miss it`
      );
    }
    output.lines([...offerLines(set, offers, Date.now()), '']);
    const document = { description: notebook.description, offerSet: set };
    const best = bestFirst(offers);
    if (best.length === 0) {
      output.document(document);
      throw new CommandError(
        offers.length
          ? `no offer keeps to what was asked: ${[...new Set(offers.flatMap(({ broken }) => broken))].join('; ')}`
          : `no offer: ${refusalText(set)}`,
        EXIT.noOffer
      );
    }
    const offer = await accept(best, answered);
    const { uuid, platform } = offer;
    output.lines([`Running on ${platform} as session ${uuid}`]);
    const before = answered.release();
    const screen = output.live ? new BarScreen(output) : new LineScreen(output);
    const [followed] = await Promise.all([
      follow(link.client, uuid, screen, { cancels: true, before }),
      // Not every broker gives the other offers of the set back by itself.
      question.withdraw().catch(() => undefined)
    ]);
    const { code, ending } = await endRun(link.client, uuid, followed, { file, output });
    output.document({ ...document, ...ending });
    return code;
  });
}

/** Accepts the first offer that still stands. */
async function accept(best: readonly Offer[], { link }: Answered): Promise<Offer> {
  let reason: BrokerError | undefined;
  for (const offer of best) {
    try {
      await link.client.accept(offer.uuid);
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
