import { InvalidArgumentError, Option, type Command } from 'commander';

import type { RequestEdits } from '../description/request';
import { parseDuration } from '../model/time';
import type { BrokerLink } from './broker-link';
import { CommandError } from './command-error';
import { OwnBroker } from './own-broker';
import { parameterOption } from './parameter-option';
import { defaultPlaces } from './places';
import { remoteBroker } from './remote-broker';

/** Which broker. */
export interface BrokerOptions {
  broker?: string;
  tokenFile?: string;
  dataDir: string;
  environments: string;
  python: string;
  uv: string;
}

/** Which broker, and what is wanted otherwise than it was found. */
export interface AskOptions extends BrokerOptions {
  json?: true;
  /** To work in it, where it is only to run by itself otherwise. */
  interactive?: true;
  cores?: number;
  memory?: number;
  /** Seconds. */
  duration?: number;
  /** Python literals by name. */
  parameter?: Record<string, string>;
  nameData?: true;
  byCommit?: true;
}

export function withBrokerOptions(command: Command): Command {
  const places = defaultPlaces();
  return command
    .option('--broker <url>', 'ask this broker (default: one of its own, for this computer)')
    .option('--token-file <file>', "a file whose first line is the broker's bearer token")
    .option('--data-dir <folder>', 'where its own broker keeps what it remembers', places.folder)
    .option('--environments <folder>', 'where environments are cached', places.environments)
    .addOption(new Option('--python <path>').default(places.python).hideHelp())
    .addOption(new Option('--uv <path>').default(places.uv).hideHelp());
}

export function withAskOptions(command: Command): Command {
  return withBrokerOptions(
    command
      .option('--json', 'print one JSON document on stdout, and nothing else')
      .option('--cores <number>', 'ask for so many cores', wholeNumber)
      .option('--memory <GiB>', 'ask for so much memory', wholeNumber)
      .option('--duration <duration>', 'ask for so long, in ISO 8601: PT1H30M', duration)
      .option(
        '-p, --parameter <NAME=VALUE>',
        'give it a parameter, also as -p NAME VALUE; what is no Python literal is a text',
        parameterOption
      )
      .option('--by-commit', 'name files that a pushed commit has, instead of sending them')
      .option('--name-data', 'name S3, Rucio and VO data in the request, for brokers near them')
  );
}

/** @throws CommandError where the options do not name a broker */
export function linkOf(options: BrokerOptions): BrokerLink {
  const { broker, tokenFile, dataDir: folder, environments, python, uv } = options;
  if (broker !== undefined) {
    return remoteBroker(broker, tokenFile);
  }
  if (tokenFile !== undefined) {
    throw new CommandError('--token-file is for a broker that --broker names; give both');
  }
  return new OwnBroker({ folder, environments, python, uv });
}

export function editsOf(options: AskOptions): RequestEdits {
  const { cores, interactive, memory, duration, parameter, nameData } = options;
  return {
    mode: interactive ? 'interactive' : 'batch',
    ...(cores === undefined ? {} : { cores: { min: cores } }),
    ...(memory === undefined ? {} : { memory: { min: memory } }),
    ...(duration === undefined ? {} : { duration }),
    ...(parameter === undefined ? {} : { parameters: parameter }),
    ...(nameData ? { nameData } : {})
  };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError('Give a whole number from 1.');
  }
  return Number(text);
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined || milliseconds <= 0) {
    throw new InvalidArgumentError('Give a duration in ISO 8601, such as PT1H or PT90M.');
  }
  return milliseconds / 1000;
}
