import { BrokerError } from '../../client/broker-error';

/** A file that the broker's store holds now. */
export interface StagedFile {
  path: string;
  size: number;
  sha256: string;
  location: string;
}

/** A file that could not be staged, and why. */
export interface StagingError {
  path: string;
  message: string;
}

export interface Staged {
  files: StagedFile[];
  errors: StagingError[];
}

/** Puts files of the server, by their contents paths, into the broker's store. */
export type Stage = (paths: string[], signal: AbortSignal) => Promise<Staged>;

/** Staging through the Jupyter server, which reads the files itself: none travels by the browser. */
export function serverStage(
  url: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>
): Stage {
  return async (paths, signal) => {
    if (paths.length === 0) {
      return { files: [], errors: [] };
    }
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ paths }),
      signal
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok || !isStaged(answer)) {
      const said = hasMessage(answer) ? answer.message : response.statusText;
      throw new BrokerError(
        `The files beside the notebook could not be sent to the broker: ${said}`,
        response.status
      );
    }
    return answer;
  };
}

function hasMessage(value: unknown): value is { message: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

function isStaged(value: unknown): value is Staged {
  return (
    typeof value === 'object' &&
    value !== null &&
    'files' in value &&
    'errors' in value &&
    Array.isArray(value.files) &&
    Array.isArray(value.errors) &&
    value.files.every(isStagedFile) &&
    value.errors.every(error => hasMessage(error) && 'path' in error)
  );
}

function isStagedFile(value: unknown): value is StagedFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'size' in value &&
    typeof value.size === 'number' &&
    'sha256' in value &&
    typeof value.sha256 === 'string' &&
    'location' in value &&
    typeof value.location === 'string'
  );
}
