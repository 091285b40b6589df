import { createInterface } from 'node:readline';

import { Command } from 'commander';

import { readConfig, type Config } from '../broker/config';
import { serve } from '../broker/server';
import { defaultPlaces } from './places';

interface Options {
  config?: string;
  socket?: string;
  host?: string;
  port?: string;
  dataDir: string;
  environments: string;
  python: string;
  uv: string;
  brokers?: string;
  child?: boolean;
}

/** `execution-broker serve`: runs a broker until it is told to stop. */
export function serveCommand(): Command {
  const places = defaultPlaces();
  return new Command('serve')
    .description('Run a broker: for one person beside Jupyter, or for a facility')
    .option('--config <file>', 'configuration in YAML')
    .option('--socket <path>', 'listen on a unix socket')
    .option('--host <host>', 'listen on this address (default: 127.0.0.1)')
    .option('--port <port>', 'listen on this port; 0 picks one (default: 8080)')
    .option('--data-dir <folder>', 'where it keeps what it remembers', places.folder)
    .option('--environments <folder>', 'where environments are cached', places.environments)
    .option('--python <path>', 'the Python with this package', places.python)
    .option('--uv <path>', 'the uv that builds environments', places.uv)
    .option('--brokers <json>', "the administrator's brokers on the network, as a JSON array")
    .option('--child', 'the token is the first line of stdin, and the end of stdin ends it')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const lines = options.child ? createInterface({ input: process.stdin }) : undefined;
  const token = lines ? await firstLine(lines) : undefined;
  if (options.child) {
    // Set for this process by the server extension (child.py), not for the notebooks that it runs.
    delete process.env.MALLOC_ARENA_MAX;
    delete process.env.MALLOC_TRIM_THRESHOLD_;
    delete process.env.MALLOC_MMAP_THRESHOLD_;
  }
  const { app, address } = await serve({
    config: configOf(options),
    folder: options.dataDir,
    environments: options.environments,
    python: options.python,
    uv: options.uv,
    token,
    relayed: options.child ?? false,
    brokers: brokersOf(options)
  });
  let closing = false;
  const close = (): void => {
    if (!closing) {
      closing = true;
      void app.close().then(() => process.exit(0));
    }
  };
  process.once('SIGTERM', close).once('SIGINT', close);
  lines?.once('close', close);
  process.stdout.write(
    options.child
      ? `${JSON.stringify({ ready: true, ...address })}\n`
      : `Listening on ${'url' in address ? address.url : address.socket}\n`
  );
}

function configOf({ config: file, socket, host, port }: Options): Config {
  const config = file ? readConfig(file) : {};
  if (port !== undefined && !/^\d{1,5}$/.test(port)) {
    throw new Error(`--port takes a number from 0 to 65535, found ${port}`);
  }
  return {
    ...config,
    listen: {
      ...config.listen,
      ...(socket === undefined ? {} : { socket }),
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port: Number(port) })
    }
  };
}

function brokersOf({ brokers = '[]' }: Options): unknown[] {
  try {
    const value: unknown = JSON.parse(brokers);
    if (Array.isArray(value)) {
      return value;
    }
  } catch {
    // said below
  }
  throw new Error('--brokers takes a JSON array of brokers, and found something else');
}

async function firstLine(lines: NodeJS.EventEmitter): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('stdin ended before the token came')));
  });
}
