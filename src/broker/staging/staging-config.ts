import { Type, type Static } from 'typebox';

import { ISO8601Duration } from '../../model/schedule';
import { check } from '../../model/validate';

const Text = Type.String({ minLength: 1 });
/** Without a query: what comes after it would be lost. */
const Url = Type.String({ pattern: '^https?://[^?#]+$' });

const WebDavConfig = Type.Object(
  {
    kind: Type.Literal('webdav'),
    /** The folder; it is made when it is first needed. */
    url: Url,
    /** Where anybody can read the folder, if that is not `url`. */
    readUrl: Type.Optional(Url),
    /** Basic: the name, and a file whose first line is the password. */
    user: Type.Optional(Text),
    passwordFile: Type.Optional(Text),
    /** Bearer: a file whose first line is the token. */
    tokenFile: Type.Optional(Text),
    /** Certificates (PEM) to trust beside those that Node knows. */
    caFile: Type.Optional(Text)
  },
  { additionalProperties: false }
);
export type WebDavConfig = Static<typeof WebDavConfig>;

const S3Config = Type.Object(
  {
    kind: Type.Literal('s3'),
    bucket: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$' }),
    /** Absent: Amazon's of the region. */
    endpoint: Type.Optional(Url),
    /** Absent: us-east-1, which most other servers take as well. */
    region: Type.Optional(Type.String({ pattern: '^[a-z0-9-]+$' })),
    /** The folder in the bucket: `a/b`. */
    prefix: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*/?$' })
    ),
    /** Where the bucket's name is in its URLs; absent: `path`. */
    addressing: Type.Optional(Type.Enum(['path', 'host'])),
    /** In the form of AWS's credentials file; absent: from the usual environment variables. */
    keysFile: Type.Optional(Text),
    /** How long a link can be used; absent: 24 hours. */
    lifetime: Type.Optional(ISO8601Duration),
    caFile: Type.Optional(Text)
  },
  { additionalProperties: false }
);
export type S3Config = Static<typeof S3Config>;

const OwnConfig = Type.Object(
  {
    kind: Type.Literal('own'),
    /** Where the other brokers see this one. */
    url: Url,
    /** How long a link can be used; absent: 24 hours. */
    lifetime: Type.Optional(ISO8601Duration)
  },
  { additionalProperties: false }
);
export type OwnConfig = Static<typeof OwnConfig>;

const CONFIGS = { webdav: WebDavConfig, s3: S3Config, own: OwnConfig };

/**
 * Where files are put for brokers on the network: an entry of the configuration (docs/staging.md). What
 * belongs to each kind is checked by checkStaging.
 */
export const StagingConfig = Type.Unsafe<WebDavConfig | S3Config | OwnConfig>(
  Type.Object({ kind: Type.Enum(['webdav', 's3', 'own']) })
);
export type StagingConfig = Static<typeof StagingConfig>;

/**
 * Looks at the entries of a kind. What was found is not repeated: it may be a password at a wrong place.
 *
 * @throws Error that names the entry and what was expected
 */
export function checkStaging(config: StagingConfig): void {
  const schema = CONFIGS[config.kind];
  const unknown = Object.keys(config).find(name => !(name in schema.properties));
  if (unknown !== undefined) {
    throw new Error(
      `staging of kind ${config.kind} has no entry ${unknown}; it has ${Object.keys(schema.properties).join(', ')}`
    );
  }
  const [complaint] = check(schema, config);
  if (complaint) {
    throw new Error(`staging.${complaint.path} ${complaint.expected}`.replace('. ', ' '));
  }
}
