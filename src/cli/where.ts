import { basename } from 'node:path';

import { Command } from 'commander';

import { withAskOptions, type AskOptions } from './ask-options';
import { asking } from './asking';
import { EXIT } from './command-error';
import { endWith } from './ending';
import { offerLines } from './offer-lines';
import { Output } from './output';

/** `execution-broker where`: what a notebook needs, and who would run it. */
export function whereCommand(): Command {
  const command = new Command('where')
    .description('Say what a notebook needs, and where and when it can run')
    .argument(
      '<notebook>',
      'the notebook (.ipynb); or a program (.py, .jar), a Dockerfile, an image (docker://name:tag, .sif)'
    )
    .addHelpText(
      'after',
      '\nThe offers are given back when it ends. Exit code: 0 offers, 1 something is wrong, 2 no offer.'
    );
  return withAskOptions(command).action(async (notebook: string, options: AskOptions) =>
    endWith(async () => where(notebook, options))
  );
}

async function where(path: string, options: AskOptions): Promise<number> {
  const output = new Output(options.json ?? false);
  return asking(path, options, output, () => async ({ question, unsent, set, offers }) => {
    for (const { path: file, reason } of unsent) {
      output.warn(`${file} could not be sent: ${reason}; a run would miss it`);
    }
    output.document({ description: question.notebook.description, offerSet: set });
    output.lines(offerLines(set, offers, Date.now()));
    if (offers.length) {
      output.lines([
        '',
        `They are given back now. To take the best one: execution-broker run ${basename(path)}`
      ]);
    }
    return Promise.resolve(offers.length ? EXIT.done : EXIT.noOffer);
  });
}
