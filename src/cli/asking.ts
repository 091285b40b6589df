import { languageName } from '../model/language-name';
import type { OfferSetResponse } from '../model/offer-set';
import { editsOf, linkOf, type AskOptions } from './ask-options';
import type { BrokerLink } from './broker-link';
import { CommandError, reasonOf } from './command-error';
import { earlierRunsAt } from './earlier-runs';
import { exitCodeOf, Interruption } from './interruption';
import { needsLines } from './needs-lines';
import { openNotebook, type NotebookFile } from './notebook-file';
import { readOffers, type Offer } from './offer';
import type { Output } from './output';
import { unknownParameters } from './parameter-option';
import { Question } from './question';
import type { Staged } from './staging';

/** An answered question; its offers are still open. */
export interface Answered {
  link: BrokerLink;
  question: Question;
  unsent: Staged['errors'];
  set: OfferSetResponse;
  offers: Offer[];
  /** From here on the caller takes the signals itself; gives the one that came before. */
  release: () => NodeJS.Signals | undefined;
}

/**
 * Says what a notebook needs, and asks; `prepare` is called before that. Whatever happens, also on Ctrl-C:
 * offers that were not accepted are given back, and the broker of its own ends.
 */
export async function asking(
  path: string,
  options: AskOptions,
  output: Output,
  prepare: (notebook: NotebookFile) => (answered: Answered) => Promise<number>
): Promise<number> {
  const link = linkOf(options);
  try {
    const notebook = await openNotebook(path, earlierRunsAt(link));
    return await askAbout(notebook, { link, options, output, use: prepare(notebook) });
  } finally {
    await link.close();
  }
}

interface Ask {
  link: BrokerLink;
  options: AskOptions;
  output: Output;
  use: (answered: Answered) => Promise<number>;
}

async function askAbout(
  notebook: NotebookFile,
  { link, options, output, use }: Ask
): Promise<number> {
  const { name } = notebook.description.language.value ?? {};
  if (link.own && name !== undefined && name !== 'python') {
    const language = languageName(name);
    throw new CommandError(
      `${notebook.description.name} is written in ${language}, and this computer runs Python notebooks only; name a broker that runs ${language} with --broker`
    );
  }
  const edits = editsOf(options);
  for (const unknown of unknownParameters(notebook.description, edits.parameters)) {
    output.warn(
      `${notebook.description.name} says of no parameter ${unknown}; it is given to it all the same`
    );
  }
  const question = new Question(notebook, link, edits, options.byCommit);
  const stop = new AbortController();
  let stopped: NodeJS.Signals | undefined;
  const interruption = new Interruption((signal, before) => {
    if (before > 0) {
      process.exit(exitCodeOf(signal));
    }
    stopped = signal;
    stop.abort();
    output.warn('ending as soon as what was offered is given back; again: at once');
  });
  const throwIfStopped = (): void => {
    if (stopped) {
      throw new CommandError('', exitCodeOf(stopped));
    }
  };
  try {
    output.lines([...needsLines(notebook, question.preview, edits), '']);
    const unsent = await question.stage(stop.signal);
    throwIfStopped();
    // Not broken off: the offers that the broker then makes would have no one to give them back.
    const set = await question.ask();
    throwIfStopped();
    const offers = readOffers(set.offers ?? [], question.preview);
    return await use({
      link,
      question,
      unsent,
      set,
      offers,
      release: () => {
        interruption.dispose();
        return stopped;
      }
    });
  } catch (error) {
    throwIfStopped();
    throw error;
  } finally {
    const kept = await question.withdraw().catch((error: unknown) => [reasonOf(error)]);
    if (kept.length) {
      output.warn(`what was offered stays reserved until it expires: ${kept.join('; ')}`);
    }
    interruption.dispose();
  }
}
