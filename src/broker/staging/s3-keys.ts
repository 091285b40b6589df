import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/**
 * The keys of an S3 server: from a file like `~/.aws/credentials` (its profile `default`, or lines
 * before any profile), else from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
 *
 * @throws Error where they are not there
 */
export function readKeys(file: string | undefined, environment = process.env): S3Keys {
  const entries = file === undefined ? fromEnvironment(environment) : fromFile(file);
  const accessKeyId = entries.aws_access_key_id;
  const secretAccessKey = entries.aws_secret_access_key;
  const sessionToken = entries.aws_session_token;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(
      file === undefined
        ? 'Staging on S3 has no keys: set keysFile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
        : `${resolve(file)} must hold aws_access_key_id and aws_secret_access_key, in its profile [default]`
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

type Entries = Partial<Record<string, string>>;

function fromEnvironment(environment: NodeJS.ProcessEnv): Entries {
  return Object.fromEntries(
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map(name => [
      name.toLowerCase(),
      environment[name]
    ])
  );
}

function fromFile(file: string): Entries {
  const entries: Entries = {};
  let profile = 'default';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    profile = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1] ?? profile;
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (profile === 'default' && name !== undefined) {
      entries[name.toLowerCase()] = value;
    }
  }
  return entries;
}
