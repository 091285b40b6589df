import type { TranslationBundle } from '@jupyterlab/translation';

import { durationText } from '../../model/amount-text';
import { timeText } from '../words/moment';
import type { CellRun, SessionRecord } from './session-record';

/** The same notebook when it last ran to its end: seconds by code cell, counted from 1. */
export interface EarlierRun {
  seconds: ReadonlyMap<number, number>;
  /** When it ended; milliseconds since 1970. */
  ended: number;
  platform: string;
}

/** An estimate, and what it goes by. */
export interface TimeLeft {
  seconds: number;
  /** Absent: the cells of this run so far. */
  earlier?: EarlierRun;
  /** Cells of this run that have ended, and the seconds that they took. */
  done: number;
  took: number;
}

/** Fewer cells, or less time, say nothing about those that follow. */
const FEWEST = 2;
const LEAST = 5;
/** A run is not taken to be more than so many times faster or slower than the one before. */
const WIDEST = 4;

/**
 * How long a run still takes; `undefined` where nothing is known to tell it by. From what each cell
 * took the last time, at the pace of this run; else from what a cell of this run takes on average.
 */
export function timeLeft(
  { cells, total }: SessionRecord,
  now: number,
  earlier?: EarlierRun
): TimeLeft | undefined {
  const ended = cells.filter(({ seconds }) => seconds !== undefined);
  const running = cells.find(({ seconds }) => seconds === undefined);
  const done = ended.length;
  const took = sum(ended.map(({ seconds = 0 }) => seconds));
  const next = (running ?? ended.at(-1))?.cell ?? 0;
  if (total === 0 || next === 0) {
    return undefined;
  }
  const elapsed = running?.started === undefined ? 0 : Math.max(0, (now - running.started) / 1000);
  const ahead = Array.from({ length: total - next }, (_, i) => next + 1 + i);
  if (earlier && ahead.every(cell => earlier.seconds.has(cell))) {
    const pace = paceOf(ended, earlier);
    const of = (cell: number) => (earlier.seconds.get(cell) ?? 0) * pace;
    const rest = running ? Math.max(0, of(running.cell) - elapsed) : 0;
    return { seconds: rest + sum(ahead.map(of)), earlier, done, took };
  }
  if (done < FEWEST || took < LEAST) {
    return undefined;
  }
  const mean = took / done;
  const rest = running ? Math.max(0, mean - elapsed) : 0;
  return { seconds: rest + mean * ahead.length, done, took };
}

/** By how much slower this run is than the earlier one, by the cells that both have. */
function paceOf(ended: readonly CellRun[], { seconds }: EarlierRun): number {
  const both = ended.filter(({ cell }) => seconds.has(cell));
  const before = sum(both.map(({ cell }) => seconds.get(cell) ?? 0));
  const now = sum(both.map(cell => cell.seconds ?? 0));
  return before < LEAST ? 1 : Math.min(WIDEST, Math.max(1 / WIDEST, now / before));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `about 3 min left`: as coarse as such an estimate is. */
export function timeLeftText({ seconds }: TimeLeft, trans: TranslationBundle): string {
  if (seconds < 5) {
    return trans.__('nearly done');
  }
  const step = seconds < 60 ? 5 : seconds < 3600 ? 60 : 600;
  return trans.__('about %1 left', durationText(Math.ceil(seconds / step) * step));
}

/** What an estimate goes by. */
export function basisText(
  { earlier, done, took }: TimeLeft,
  now: number,
  trans: TranslationBundle
): string {
  return earlier
    ? trans.__(
        'By what each cell took when this notebook last ran to its end (%1, %2), at the pace of this run.',
        timeText(earlier.ended, now),
        earlier.platform
      )
    : trans.__(
        'By the %1 code cells that have run so far, in %2: as if the others took as long on average.',
        done,
        durationText(took)
      );
}
