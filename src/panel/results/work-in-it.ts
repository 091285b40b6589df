import type { TranslationBundle } from '@jupyterlab/translation';

import type { BrokerClient } from '../../client/broker-client';
import type { ExecutionSession } from '../../model/session';
import { notebookPath, sessionId, sessionName } from '../sessions/session-story';

/** What the Jupyter server takes for the name of a kernelspec. */
const LONGEST_NAME = 80;

export interface WorkInItOptions {
  client: Pick<BrokerClient, 'wire'>;
  /** Gives the notebook at a path a kernel of a kernelspec that has just been made; opens it if need be. */
  switchKernel: (path: string, kernelspec: string) => Promise<void>;
  trans: TranslationBundle;
}

/**
 * Gives the notebook that a session is about a kernel in that session. The Jupyter server has a
 * kernelspec for it from then on, for as long as the session goes on.
 *
 * @throws Error where there is no such notebook here, or the session cannot be worked in
 */
export async function workInIt(
  session: ExecutionSession,
  { client, switchKernel, trans }: WorkInItOptions
): Promise<undefined> {
  const path = notebookPath(session);
  if (path === undefined) {
    throw new Error(trans.__('This session is about no notebook here.'));
  }
  const name = trans.__('%1 on %2', sessionName(session), session.platform ?? '–');
  const response = await client.wire.call('/kernels', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ session: sessionId(session), name: name.slice(0, LONGEST_NAME) })
  });
  const made: unknown = await response.json();
  if (typeof made !== 'object' || made === null || !('name' in made)) {
    throw new Error(trans.__('The Jupyter server did not say what its kernel is called.'));
  }
  await switchKernel(path, String(made.name));
}
