import type { MessageItem } from '../../../model/message';
import type { ExecutionRequest } from '../../../model/request';
import type { WireForm } from '../../../model/wire-form';
import { say } from '../../problem';
import type { Remote } from './remote';
import { RemoteError } from './remote-error';

export interface ProbeResult {
  state: 'answers' | 'sign-in' | 'silent' | 'rubbish';
  /** The form that it was found to speak. */
  speaks?: WireForm;
  messages?: MessageItem[];
}

/** What nobody can run: a broker that works says NO to it, and holds nothing. */
const NOTHING: ExecutionRequest = { executable: { kind: 'urn:execution-broker:probe' } };

/** A question that a broker understands enough to refuse it. */
const UNDERSTOOD = new Set([400, 409, 415, 422]);

/** Asks a broker for nothing: reading may be open to all where asking is not. */
export async function probe(
  remote: Remote,
  platform: string,
  signal: AbortSignal
): Promise<ProbeResult> {
  const result = (state: ProbeResult['state'], reason?: string): ProbeResult => ({
    state,
    ...(remote.known.form ? { speaks: remote.known.form } : {}),
    ...(reason === undefined
      ? {}
      : {
          messages: [say('ERROR', `broker-${state}`, '{platform}: {reason}', { platform, reason })]
        })
  });
  try {
    await remote.ask(NOTHING, { signal, via: [] });
    return result('answers');
  } catch (error) {
    if (!(error instanceof RemoteError)) {
      throw error;
    }
    if (remote.known.form && error.fault === 'refused' && UNDERSTOOD.has(error.status)) {
      return result('answers');
    }
    switch (error.fault) {
      case 'sign-in':
        return error.sent
          ? result('sign-in', error.message)
          : { ...result('sign-in'), messages: error.messages };
      case 'silent':
      case 'busy':
        return result('silent', error.message);
      default:
        return result('rubbish', error.message);
    }
  }
}
