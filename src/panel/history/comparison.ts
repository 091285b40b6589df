import type { TranslationBundle } from '@jupyterlab/translation';

import { amountOf } from '../../model/amount';
import { bytesText, durationText, numberText } from '../../model/amount-text';
import type { ExecutionRequest } from '../../model/request';
import { SCHEDULED_SESSION } from '../../model/kinds';
import type { Provenance } from '../../model/provenance';
import type { RunEvidence } from '../../model/run-evidence';
import { parseDuration } from '../../model/time';
import { moneyText } from '../offers/money';
import { phaseText } from '../sessions/phase-text';
import { timeText } from '../words/moment';
import { shortRange } from '../words/number';
import { runName } from './shown-runs';

const NONE = '–';

/** All that is known of a run. */
export interface WholeRun {
  run: RunEvidence;
  request: ExecutionRequest;
  provenance: Provenance;
}

/** One thing of two runs. */
export interface ComparedLine {
  what: string;
  values: readonly [string, string];
  /** By how much the second is more or less, where both are numbers. */
  change?: string | undefined;
}

export interface ComparedGroup {
  title: string;
  lines: readonly ComparedLine[];
}

/** Packages that only one of two environments has, or in another version. */
export interface PackageDifference {
  name: string;
  versions: readonly [string | undefined, string | undefined];
}

/** A cell of two runs, counted from 0 among all cells. */
export interface ComparedCell {
  index: number;
  seconds: readonly [number | undefined, number | undefined];
}

/** Two runs beside each other: what was asked, offered and taken, and how each ended. */
export function comparedGroups(
  pair: readonly [WholeRun, WholeRun],
  now: number,
  trans: TranslationBundle
): readonly ComparedGroup[] {
  const line = (what: string, of: (whole: WholeRun) => string | undefined): ComparedLine => ({
    what,
    values: [of(pair[0]) ?? NONE, of(pair[1]) ?? NONE]
  });
  const measured = (
    what: string,
    of: (whole: WholeRun) => number | undefined,
    text: (value: number) => string
  ): ComparedLine => {
    const [a, b] = [of(pair[0]), of(pair[1])];
    return {
      what,
      values: [a === undefined ? NONE : text(a), b === undefined ? NONE : text(b)],
      change: a === undefined || b === undefined ? undefined : changeText(a, b)
    };
  };
  const gib = (value: number) => `${numberText(value)} GiB`;
  const count = (value: number) => numberText(value);
  const moment = (text: string | undefined) =>
    text === undefined ? undefined : timeText(Date.parse(text), now);
  return [
    {
      title: trans.__('Asked'),
      lines: [
        line(trans.__('Notebook'), ({ run }) => run.notebook ?? runName(run)),
        line(trans.__('Its content'), ({ run }) => run.sha256?.slice(0, 12)),
        line(trans.__('Cores'), ({ request }) => rangeText(request.compute?.cores, '')),
        line(trans.__('Memory'), ({ request }) => rangeText(request.compute?.memory, ' GiB')),
        line(trans.__('Time'), ({ request }) => {
          const text = request.schedule?.requested?.duration;
          const duration = text === undefined ? undefined : parseDuration(text);
          return duration === undefined ? undefined : durationText(duration / 1000);
        })
      ]
    },
    {
      title: trans.__('Offered'),
      lines: [
        line(trans.__('Platform'), ({ run }) => run.platform),
        line(trans.__('Cores'), ({ run: { promised } }) => known(promised.cores, count)),
        line(trans.__('Memory'), ({ run: { promised } }) => known(promised.memory, gib)),
        line(trans.__('Up to'), ({ run: { promised } }) => known(promised.seconds, durationText)),
        line(trans.__('Cost'), ({ run }) => costText(run, trans))
      ]
    },
    {
      title: trans.__('What happened'),
      lines: [
        line(trans.__('Accepted'), ({ run }) => moment(run.accepted)),
        line(trans.__('Ended'), ({ run }) => moment(run.ended)),
        line(trans.__('Outcome'), ({ run }) => phaseText(run.phase, trans)),
        line(trans.__('Why'), ({ run }) => run.message),
        measured(trans.__('Environment built in'), ({ run }) => run.built, preciseSeconds),
        measured(trans.__('Run time'), ({ run }) => run.seconds, preciseSeconds),
        measured(trans.__('Peak memory'), ({ run }) => run.peak, bytesText),
        measured(trans.__('Processor time'), ({ run }) => run.cpu, preciseSeconds),
        measured(trans.__('Cores kept busy'), ({ run }) => run.busy, count),
        line(trans.__('Cells done'), ({ run: { progress } }) =>
          progress ? `${progress.done} / ${progress.cells}` : undefined
        )
      ]
    }
  ];
}

/** What the offer says that a run costs; `undefined` where it does not. */
export function costText({ promised }: RunEvidence, trans: TranslationBundle): string | undefined {
  const { costs } = promised;
  const amount = costs && amountOf({ kind: SCHEDULED_SESSION, costs }, 'money');
  return amount && moneyText(amount, trans);
}

/** How two environments differ; `undefined` where one of them is not known. */
export function packageDifferences(
  a: Provenance,
  b: Provenance
): readonly PackageDifference[] | undefined {
  if (!a.environment || !b.environment) {
    return undefined;
  }
  const [first, second] = [versions(a.environment.packages), versions(b.environment.packages)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .toSorted()
    .filter(name => first.get(name) !== second.get(name))
    .map(name => ({ name, versions: [first.get(name), second.get(name)] }));
}

/** The cells that have a time in one of two runs; none where they are not of the same notebook. */
export function comparedCells(a: RunEvidence, b: RunEvidence): readonly ComparedCell[] {
  const times = ({ cells = [] }: RunEvidence) =>
    new Map(cells.map(({ index, seconds }) => [index, seconds]));
  const [first, second] = [times(a), times(b)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .toSorted((x, y) => x - y)
    .map(index => ({ index, seconds: [first.get(index), second.get(index)] }));
}

/** Seconds, with parts of them where there are few. */
export function preciseSeconds(seconds: number): string {
  return seconds < 10 ? `${numberText(seconds)} s` : durationText(seconds);
}

/** `+12 %`, `−3 %`, `2.5 ×`; empty where nothing has changed that one could see. */
export function changeText(before: number, after: number): string {
  if (before === 0 || after === before) {
    return '';
  }
  const factor = after / before;
  if (factor >= 2) {
    return `${numberText(factor)} ×`;
  }
  const percent = Math.round((factor - 1) * 100);
  return percent === 0 ? '' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}

function rangeText(
  range: { min?: number; max?: number } | undefined,
  unit: string
): string | undefined {
  return range && shortRange(range, text => text + unit);
}

function known(value: number | undefined, text: (value: number) => string): string | undefined {
  return value === undefined ? undefined : text(value);
}

/** Versions by package, of lines as pip writes them: `numpy==2.1.0`, `name @ file:///…`. */
function versions(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.map(line => {
      const [, name = line, version = ''] = /^([\w.-]+)\s*(?:==|@)\s*(.*)$/.exec(line) ?? [];
      return [name.toLowerCase(), version];
    })
  );
}
