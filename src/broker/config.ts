import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { Type, type Static } from 'typebox';

import { readMedia } from '../dialects/media';
import { BrokerEntry } from '../model/broker-entry';
import { complaintText } from '../model/complaint';
import { ISO8601Duration } from '../model/schedule';
import { check } from '../model/validate';
import { Routing } from './offers/routing';
import { ContainersConfig } from './platforms/local/executables/containers-config';
import { StagingConfig } from './staging/staging-config';

const LocalConfig = Type.Object(
  {
    kind: Type.Literal('local'),
    name: Type.Optional(Type.String({ minLength: 1 })),
    /** At most so many cores, GiB and time for all sessions, for each session. */
    cores: Type.Optional(Type.Integer({ minimum: 1 })),
    memory: Type.Optional(Type.Integer({ minimum: 1 })),
    longest: Type.Optional(ISO8601Duration),
    python: Type.Optional(Type.String({ minLength: 1 })),
    uv: Type.Optional(Type.String({ minLength: 1 })),
    java: Type.Optional(Type.String({ minLength: 1 })),
    containers: Type.Optional(ContainersConfig),
    apptainer: Type.Optional(Type.String({ minLength: 1 })),
    /** The requests that it is asked. */
    only: Type.Optional(Routing)
  },
  { additionalProperties: false }
);

/** A broker on the network, asked beside the others. */
const BrokerConfig = Type.Object(
  {
    kind: Type.Literal('broker'),
    ...BrokerEntry.properties,
    /** For Basic and bearer: a file whose first line is the password or the token. */
    secretFile: Type.Optional(Type.String({ minLength: 1 })),
    only: Type.Optional(Routing),
    /** Whether what lies below it is not named. */
    hideBelow: Type.Optional(Type.Boolean())
  },
  { additionalProperties: false }
);

const PLATFORMS = { local: LocalConfig, broker: BrokerConfig };
export type PlatformConfig = Static<(typeof PLATFORMS)[keyof typeof PLATFORMS]>;

/** The broker's configuration file (YAML). docs/running-a-broker.md explains each entry. */
export const Config = Type.Object(
  {
    /** Where it keeps what it remembers. */
    folder: Type.Optional(Type.String({ minLength: 1 })),
    listen: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Type.String({ minLength: 1 })),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535 })),
          socket: Type.Optional(Type.String({ minLength: 1 }))
        },
        { additionalProperties: false }
      )
    ),
    /** A file whose first line is the bearer token that every request must carry. */
    tokenFile: Type.Optional(Type.String({ minLength: 1 })),
    offers: Type.Optional(
      Type.Object(
        {
          lifetime: Type.Optional(ISO8601Duration),
          patience: Type.Optional(ISO8601Duration)
        },
        { additionalProperties: false }
      )
    ),
    staging: Type.Optional(StagingConfig),
    /** Each is checked by its kind. */
    platforms: Type.Optional(
      Type.Array(Type.Object({ kind: Type.Enum(Object.keys(PLATFORMS) as ['local', 'broker']) }))
    )
  },
  { additionalProperties: false }
);
export type Config = Omit<Static<typeof Config>, 'platforms'> & { platforms?: PlatformConfig[] };

/**
 * Reads a configuration file.
 *
 * @throws Error that names the file, the entry, what was expected and what was found
 */
export function readConfig(file: string): Config {
  const path = resolve(file);
  let value: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    value = text.trim() ? readMedia(text, 'application/yaml') : {};
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error
    });
  }
  const [complaint] = check(Config, value);
  if (complaint) {
    throw new Error(`${path}: ${complaintText(complaint)}`);
  }
  const config = value as Config;
  config.platforms?.forEach((platform, i) => {
    const [wrong] = check(PLATFORMS[platform.kind], platform);
    if (wrong) {
      const at = `platforms[${i}]${wrong.path ? `.${wrong.path}` : ''}`;
      throw new Error(`${path}: ${complaintText({ ...wrong, path: at })}`);
    }
  });
  return config;
}
