import type { Kernel } from '@jupyterlab/services';

import { KERNEL_QUESTION } from '../../description/kernel-question';
import type { KernelSeen } from '../../description/kernel-seen';
import { checkDocument } from '../../model/interpret';
import type { KernelFacts } from '../../model/kernel-facts';

/** Milliseconds that a kernel is waited for. */
export const KERNEL_PATIENCE = 2000;

/** What of a kernel connection is needed to ask it. */
export type AskedKernel = Pick<
  Kernel.IKernelConnection,
  'status' | 'connectionStatus' | 'info' | 'requestExecute'
>;

/**
 * Asks a kernel what it has loaded and uses, in silence: nothing runs in the notebook's name, no
 * number is counted. `undefined` for kernels of other languages, and those that are not there. Never rejects.
 */
export async function askKernel(
  kernel: AskedKernel,
  patience = KERNEL_PATIENCE
): Promise<KernelSeen | undefined> {
  if (kernel.connectionStatus !== 'connected' || /^(?:dead|unknown)$/.test(kernel.status)) {
    return undefined;
  }
  if (kernel.status !== 'idle') {
    return { state: 'busy' };
  }
  const silent: KernelSeen = { state: 'silent', seconds: patience / 1000 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<KernelSeen>(resolve => {
    timer = setTimeout(() => {
      resolve(silent);
    }, patience);
  });
  try {
    return await Promise.race([late, answerOf(kernel, silent)]);
  } catch {
    return silent; // a kernel that dies under the question
  } finally {
    clearTimeout(timer);
  }
}

async function answerOf(kernel: AskedKernel, silent: KernelSeen): Promise<KernelSeen | undefined> {
  if ((await kernel.info).language_info.name !== 'python') {
    return undefined;
  }
  const { content } = await kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    user_expressions: { facts: KERNEL_QUESTION }
  }).done;
  const facts = 'user_expressions' in content ? readAnswer(content.user_expressions) : undefined;
  return facts ? { state: 'answered', facts } : silent;
}

/** The answer in a reply's `user_expressions`; `undefined` where it is not what was asked for. */
export function readAnswer(expressions: unknown): KernelFacts | undefined {
  const text = ['facts', 'data', 'text/plain'].reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    expressions
  );
  const base64 = typeof text === 'string' ? /^'([A-Za-z\d+/=]+)'$/.exec(text)?.[1] : undefined;
  if (base64 === undefined) {
    return undefined;
  }
  try {
    const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
    const facts: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isFacts(facts) ? facts : undefined;
  } catch {
    return undefined; // no base64, or no JSON
  }
}

function isFacts(value: unknown): value is KernelFacts {
  return checkDocument('KernelFacts', value).length === 0;
}
