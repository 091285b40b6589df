import { createInterface } from 'node:readline';

import { JUPYTER_CONNECTOR } from '../model/kinds';
import type { ExecutionSession } from '../model/session';
import type { BrokerLink } from './broker-link';
import { EXIT, reasonOf } from './command-error';
import { exitCodeOf, Interruption } from './interruption';
import type { Output } from './output';
import { lastWord } from './run-ending';
import type { RunScreen } from './run-screen';
import { sessionEvents } from './session-events';

export interface WorkingThere {
  link: BrokerLink;
  uuid: string;
  screen: RunScreen;
  output: Output;
  /** A signal that came already. */
  before?: NodeJS.Signals | undefined;
  /** It can be worked in from now on. */
  onReady?: (session: ExecutionSession) => void;
}

/** Whether somebody is to work in a session, so that it does not end by itself. */
export function isInteractive({ executable }: ExecutionSession): boolean {
  return executable !== undefined && 'mode' in executable && executable.mode === 'interactive';
}

/**
 * Stays with a session that somebody works in: says how to get in as soon as one can, and on Ctrl-C
 * asks whether it is to end.
 *
 * @returns the exit code
 */
export async function workThere(options: WorkingThere): Promise<number> {
  const { link, uuid, screen, output, onReady } = options;
  const { client } = link;
  const leaving = new AbortController();
  let left: NodeJS.Signals | undefined;
  let finishing: Promise<unknown> = Promise.resolve();
  const leave = (signal: NodeJS.Signals): void => {
    left = signal;
    leaving.abort();
  };
  let asking = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || asking) {
      leave(signal);
      return;
    }
    asking = true;
    void answer(leaving.signal).then(letter => {
      asking = false;
      if (letter === 'f') {
        screen.line('Finishing: its kernels end, and its files are kept.');
        finishing = client
          .finish(uuid)
          .catch((error: unknown) => screen.line(`! It was not finished: ${reasonOf(error)}`));
      } else if (letter === 'l') {
        leave(signal);
      }
    });
  };
  const interruption = new Interruption(onSignal);
  if (options.before) {
    onSignal(options.before);
  }
  try {
    let told = false;
    const events = sessionEvents(client, uuid, {
      signal: leaving.signal,
      onLost: reason => screen.line(`! The connection is lost (${reason}); trying again`)
    });
    for await (const event of events) {
      screen.show(event);
      if (!told && (event.phase === 'AVAILABLE' || event.phase === 'RUNNING')) {
        const session = await client.session(uuid);
        const lines = wayIn(session, link);
        told = lines.length > 0;
        lines.forEach(line => screen.line(line));
        if (told) {
          onReady?.(session);
        }
      }
    }
    await finishing;
  } catch (error) {
    if (!leaving.signal.aborted) {
      throw error;
    }
  } finally {
    interruption.dispose();
    leaving.abort();
    screen.stop();
  }
  if (left) {
    output.warn(
      `left running; to come back to it, with the same options: execution-broker follow ${uuid}`
    );
    return exitCodeOf(left);
  }
  return ended(await client.session(uuid), output);
}

/** How one gets in; nothing where there is no Jupyter server now. */
function wayIn({ connectors = [] }: ExecutionSession, { tokenPlace }: BrokerLink): string[] {
  const there = connectors.find(
    ({ kind, status }) => kind === JUPYTER_CONNECTOR && status === 'AVAILABLE'
  );
  if (there?.location === undefined) {
    return [];
  }
  return [
    '',
    `Work in it at ${there.location}`,
    ...(tokenPlace === undefined
      ? ['It is a Jupyter server, and this broker asks for no token.']
      : [
          `It is a Jupyter server. Requests want the header "Authorization: Bearer TOKEN", with the token in ${tokenPlace}.`
        ]),
    'Kernels in it, in a JupyterLab here:',
    `  ${tokenPlace === undefined ? '' : 'JUPYTER_GATEWAY_AUTH_TOKEN=TOKEN '}jupyter lab --gateway-url ${there.location} --GatewayClient.auth_scheme=Bearer`,
    'Ctrl-C: finish it, or leave it running.',
    ''
  ];
}

/** `f`: finish it; `l`: leave it running; else go on. Nobody there to ask: leave it. */
async function answer(signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise<string>(done => {
      lines.once('close', () => done('l'));
      lines.once('SIGINT', () => done('l'));
      signal.addEventListener('abort', () => done(''));
      lines.question('\nFinish it (f), leave it running (l), or go on (Enter)? ', text =>
        done(text.trim().toLowerCase().slice(0, 1))
      );
    });
  } finally {
    lines.close();
  }
}

function ended(session: ExecutionSession, output: Output): number {
  const platform = session.platform ?? 'its platform';
  switch (session.phase) {
    case 'COMPLETED':
      output.lines([`The session on ${platform} is over; its files are kept there.`]);
      return EXIT.done;
    case 'CANCELLED':
      output.warn('it was cancelled, not from here');
      return EXIT.failed;
    default:
      output.warn(`failed on ${platform}: ${lastWord(session)}`);
      return EXIT.failed;
  }
}
