import type { KernelFacts } from '../model/kernel-facts';

/** What became of asking the notebook's kernel; only an idle one of Python is asked. */
export type KernelSeen =
  | { state: 'answered'; facts: KernelFacts }
  /** It computes, and is not waited for. */
  | { state: 'busy' }
  /** It did not answer within so many seconds, or not in the form that it was asked for. */
  | { state: 'silent'; seconds: number };
