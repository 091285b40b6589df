import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { RunEvidence } from '../../model/run-evidence';
import { runNotebook, type RunFilter } from './shown-runs';

export interface FiltersProps {
  runs: readonly RunEvidence[];
  filter: RunFilter;
  trans: TranslationBundle;
  onFilter: (filter: RunFilter) => void;
}

/** What restricts the list: words, how it ended, where, what, and when. */
export function Filters({ runs, filter, trans, onFilter }: FiltersProps): ReactNode {
  const unique = (of: (run: RunEvidence) => string) => [...new Set(runs.map(of))].toSorted();
  return (
    <div className="jp-ExecutionBroker-filters" role="search">
      <input
        type="search"
        className="jp-ExecutionBroker-search"
        aria-label={trans.__('Search the sessions')}
        placeholder={trans.__('Search: notebook, platform, message')}
        value={filter.text}
        onChange={({ target }) => {
          onFilter({ ...filter, text: target.value });
        }}
      />
      <Choice
        name={trans.__('Outcome')}
        value={filter.outcome}
        all={trans.__('Any outcome')}
        choices={[
          ['COMPLETED', trans.__('done')],
          ['FAILED', trans.__('failed')],
          ['CANCELLED', trans.__('cancelled')],
          ['running', trans.__('not ended')]
        ]}
        onChoose={outcome => {
          onFilter({ ...filter, outcome });
        }}
      />
      <Choice
        name={trans.__('Platform')}
        value={filter.platform}
        all={trans.__('Any platform')}
        choices={unique(({ platform }) => platform).map(name => [name, name])}
        onChoose={platform => {
          onFilter({ ...filter, platform });
        }}
      />
      <Choice
        name={trans.__('Notebook')}
        value={filter.notebook}
        all={trans.__('Any notebook')}
        choices={unique(runNotebook).map(name => [name, name])}
        onChoose={notebook => {
          onFilter({ ...filter, notebook });
        }}
      />
      <Choice
        name={trans.__('Time')}
        value={filter.days === undefined ? undefined : `${filter.days}`}
        all={trans.__('Any time')}
        choices={[
          ['1', trans.__('Last 24 hours')],
          ['7', trans.__('Last 7 days')],
          ['30', trans.__('Last 30 days')],
          ['365', trans.__('Last year')]
        ]}
        onChoose={days => {
          onFilter({ ...filter, days: days === undefined ? undefined : Number(days) });
        }}
      />
    </div>
  );
}

function Choice<Value extends string>({
  name,
  value,
  all,
  choices,
  onChoose
}: {
  name: string;
  value: Value | undefined;
  all: string;
  choices: readonly (readonly [Value, string])[];
  onChoose: (value: Value | undefined) => void;
}) {
  return (
    <select
      aria-label={name}
      value={value ?? ''}
      onChange={({ target }) => {
        onChoose(choices.find(([choice]) => choice === target.value)?.[0]);
      }}
    >
      <option value="">{all}</option>
      {choices.map(([choice, label]) => (
        <option key={choice} value={choice}>
          {label}
        </option>
      ))}
    </select>
  );
}
