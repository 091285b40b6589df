/** What a session writes while it runs: to its standard output and error, and the log of its kernel. */
export const LOG_NAMES = ['stdout', 'stderr', 'log'] as const;
export type LogName = (typeof LOG_NAMES)[number];
