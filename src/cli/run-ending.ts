import type { BrokerClient } from '../client/broker-client';
import { JUPYTER_NOTEBOOK } from '../model/kinds';
import { messageText } from '../model/template';
import type { ExecutionSession } from '../model/session';
import { CommandError, EXIT, reasonOf } from './command-error';
import type { Followed } from './following';
import type { HomeFolder } from './home-folder';
import { exitCodeOf } from './interruption';
import type { Output } from './output';
import { plain } from './plain-text';
import type { ResultFile } from './result-file';

/** So much of a program's output is shown, in characters. */
const MOST_WRITTEN = 100_000;

export interface RunEnding {
  session: ExecutionSession;
  /** Where the executed notebook was written, or with --output what a program wrote. */
  output?: string | undefined;
  /** What the run made or changed, and where it is now, seen from the notebook's folder. */
  files: string[];
}

/** Where a run's results go. */
export interface RunPlaces {
  file: ResultFile;
  /** Absent: its files stay there. */
  home?: HomeFolder | undefined;
  output: Output;
}

/**
 * Brings the result of a session that was followed, and says how it ended.
 *
 * @returns the exit code
 */
export async function endRun(
  client: BrokerClient,
  uuid: string,
  { left, cancelled }: Followed,
  { file, home, output }: RunPlaces
): Promise<{ code: number; ending?: RunEnding }> {
  if (left) {
    output.warn(
      `left ${cancelled ? 'to itself: it ends if the broker had heard of it in time, else it runs on' : 'running'}; to follow it again, with the same options: execution-broker follow ${uuid}`
    );
    return { code: exitCodeOf(left) };
  }
  const session = await client.session(uuid);
  const notBrought = (error: unknown): never => {
    throw new CommandError(
      `The session ${uuid} is ${session.phase ?? 'over'}, but its result could not be brought: ${reasonOf(error)}; try again with execution-broker follow ${uuid}`
    );
  };
  const path = await file.bring(client, session).catch(notBrought);
  const done = session.phase === 'COMPLETED';
  const kept = path ?? (await file.bringWritten(client, session).catch(notBrought));
  const what =
    path === undefined
      ? 'What it wrote'
      : done
        ? 'The executed notebook'
        : 'What was computed before the end';
  output.lines([
    kept === undefined
      ? ((await standardOutput(client, uuid)) ?? nothingText(session))
      : `${what} is ${kept}`
  ]);
  const { files = [], troubles = [] } = (await home?.bring(client, session)) ?? {};
  output.lines(files.map(name => `It made ${name}`));
  troubles.forEach(trouble => output.warn(trouble));
  const ending = { session, output: kept, files };
  if (done) {
    return { code: EXIT.done, ending };
  }
  if (session.phase === 'CANCELLED') {
    output.warn(cancelled ? 'cancelled' : 'it was cancelled, not from here');
    return { code: cancelled ? exitCodeOf('SIGINT') : EXIT.failed, ending };
  }
  output.warn(`failed on ${session.platform ?? 'its platform'}: ${lastWord(session)}`);
  return { code: EXIT.failed, ending };
}

/** The last that a program has written; `undefined`: nothing, or its broker does not tell. */
async function standardOutput(client: BrokerClient, uuid: string): Promise<string | undefined> {
  try {
    const response = await client.file(`/sessions/${uuid}/logs/stdout`);
    const text = (await response.text()).slice(-MOST_WRITTEN).trimEnd();
    return text === '' ? undefined : text.split('\n').map(plain).join('\n');
  } catch {
    // Older brokers, and brokers of others, have no logs.
    return undefined;
  }
}

/** What there is to say where nothing came. */
function nothingText(session: ExecutionSession): string {
  const is = session.executable?.kind ?? JUPYTER_NOTEBOOK;
  const what = is === JUPYTER_NOTEBOOK ? 'gave no executed notebook' : 'tells of no output';
  return `${session.platform ?? 'The broker'} ${what}${placesOf(session)}`;
}

/** Where else its results may be found. */
function placesOf({ connectors = [] }: ExecutionSession): string {
  const places = connectors.flatMap(({ location }) => location ?? []);
  return places.length ? `; look at ${places.join(', ')}` : '.';
}

/** Why it failed, with what to do. */
export function lastWord({ meta, progress }: ExecutionSession): string {
  const messages = meta?.messages ?? [];
  const word = messages.findLast(({ level }) => level === 'ERROR') ?? messages.at(-1);
  const text = word ? messageText(word) : 'no reason was given';
  if (word?.kind?.endsWith(':cell-error') && !/[.!]$/.test(text)) {
    return `${text}. Correct the cell, and run it again.`;
  }
  return word || !progress ? text : `${text}, in or after code cell ${progress.cell}`;
}
