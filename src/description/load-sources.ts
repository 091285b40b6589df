import type * as sources from './sources';

export type Sources = typeof sources;

/** The readers of all but a requirements.txt: chunks of their own in the page. */
export const loadSources = (): Promise<Sources> => import('./sources');
