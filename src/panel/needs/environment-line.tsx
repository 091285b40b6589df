import type { TranslationBundle } from '@jupyterlab/translation';
import { juliaIcon, pythonIcon, rKernelIcon } from '@jupyterlab/ui-components';
import type { ReactNode } from 'react';

import type { Description, Requirement } from '../../description/description';
import type { Language } from '../../model/executable';
import { languageName } from '../../model/language-name';
import { sourceText } from '../words/source';
import { Conflicts, EvidenceList, Seen } from './evidence';
import { NeedLine } from './need-line';
import { summaryOf } from './summary';

export interface DescriptionLineProps {
  description: Description;
  trans: TranslationBundle;
}

/** More packages than this (a lock has hundreds) are counted, not listed. */
const LISTED = 100;

const ICONS = new Map([
  ['r', rKernelIcon],
  ['julia', juliaIcon]
]);

/** The language and the packages, which place tells of them, and which others do. */
export function EnvironmentLine({ description, trans }: DescriptionLineProps): ReactNode {
  const { language, environment, requirements } = description;
  const packages = requirements.value ?? [];
  const value = [
    language.value ? languageText(language.value) : trans.__('Any language'),
    ...(packages.length
      ? [trans._n('%1 package', '%1 packages', packages.length)]
      : requirements.state === 'unknown'
        ? []
        : [trans.__('no packages')])
  ].join(', ');
  const listed = requirements.evidence.filter(({ source }) => source.kind !== 'default');
  const also = environment.value?.also.map(({ name }) => name) ?? [];
  const seen = listed.length ? listed : packages.flatMap(({ evidence }) => evidence);
  return (
    <NeedLine
      icon={ICONS.get(language.value?.name ?? '') ?? pythonIcon}
      name={trans.__('Environment')}
      summary={summaryOf(packages.length ? { ...requirements, evidence: seen } : language, trans)}
      unknown={language.state !== 'found' && requirements.state !== 'found'}
      problems={[...language.problems, ...environment.problems, ...requirements.problems]}
      trans={trans}
      evidence={
        <>
          <EvidenceList evidence={requirements.evidence} trans={trans} />
          <ul>
            {packages.slice(0, LISTED).map((requirement, i) => (
              <Package key={i} requirement={requirement} trans={trans} />
            ))}
            {packages.length > LISTED ? (
              <li>{trans.__('… and %1 more', packages.length - LISTED)}</li>
            ) : null}
          </ul>
          <Conflicts
            conflicts={requirements.conflicts}
            show={list => list.map(({ line }) => line).join(', ')}
            trans={trans}
          />
          {also.length ? <p>{trans.__('Told there too: %1', also.join(', '))}</p> : null}
          {environment.value?.unseen ? (
            <p>
              {trans.__(
                'Not known whether there are: %1. Jupyter hides them; ContentsManager.allow_hidden = True shows them.',
                environment.value.unseen.join(', ')
              )}
            </p>
          ) : null}
          <EvidenceList evidence={language.evidence} trans={trans} />
          <Conflicts conflicts={language.conflicts} show={languageText} trans={trans} />
        </>
      }
    >
      {value}
    </NeedLine>
  );
}

function Package({ requirement, trans }: { requirement: Requirement; trans: TranslationBundle }) {
  const [first, ...others] = requirement.evidence;
  const more = [...new Set(others.map(({ source }) => sourceText(source, trans)))];
  return (
    <li>
      <code>{requirement.line}</code> {first ? <Seen item={first} trans={trans} /> : null}
      {more.length ? (
        <>
          {' '}
          <span className="jp-ExecutionBroker-source">{more.join(', ')}</span>
        </>
      ) : null}
    </li>
  );
}

function languageText({ name, version }: Language): string {
  const title = languageName(name);
  return version ? `${title} ${version}` : title;
}
