import type { Requirement, RequirementOption } from '../description';
import type { Sentence, Problem } from '../finding';
import { holdsSecret, readRequirementLine } from '../requirement-line';
import type { Place } from './place';

/** More packages than this no environment has; the rest is left out and told of. */
const MAX_PACKAGES = 5_000;

/** Collects the requirements of one document; what cannot be taken becomes a problem. */
export class RequirementList {
  constructor(private readonly _place: Place) {}

  readonly requirements: Requirement[] = [];
  readonly options: RequirementOption[] = [];
  readonly problems: Problem[] = [];
  /** False: something was left out. */
  complete = true;

  /** Takes a requirement as pip has it; `why` is its evidence, where it is more than the place. */
  add(text: string, line: number, why?: Sentence): void {
    if (this.requirements.length >= MAX_PACKAGES) {
      if (this.complete) {
        this.trouble(
          'error',
          '{place} names too many packages; this and all after is left out.',
          line
        );
      }
      return;
    }
    const found = readRequirementLine(text.replace(/\s+/g, ' ').trim());
    if (found.kind === 'local') {
      this.trouble(
        'error',
        '{place} names a folder on this machine, which no other machine has: {path}',
        line,
        { path: found.path }
      );
    } else if (found.kind !== 'package') {
      this.trouble('warning', '{place} is not understood, and left out: {text}', line, {
        text: text.slice(0, 60)
      });
    } else if (holdsSecret(found.line)) {
      this.trouble(
        'error',
        '{place} holds a password or token; it is left out, so that no broker sees it.',
        line
      );
    } else {
      const source = this._place.at(line);
      const said = why ?? { template: '{place}', values: { place: this._place.words(line) } };
      this.requirements.push({
        name: found.name,
        line: found.line,
        evidence: [{ ...said, source }]
      });
    }
  }

  trouble(
    level: Problem['level'],
    template: string,
    line: number,
    values: Record<string, string> = {}
  ): void {
    this.complete &&= level !== 'error';
    this.problems.push({
      level,
      template,
      values: { place: this._place.words(line), ...values },
      source: this._place.at(line)
    });
  }
}
