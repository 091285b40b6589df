import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { Description } from '../../description/description';
import { totalBytes } from '../../description/total-bytes';
import { bytesText } from '../../model/amount-text';
import { filesIcon } from '../icons';
import { later } from '../later';
import type { StagingError } from '../ask/staging';
import { Remark } from '../remark';
import type { EditableLineProps } from './compute-line';
import { NeedLine } from './need-line';
import { summaryOf } from './summary';

const FilesEvidence = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './files-evidence')).FilesEvidence
);

export interface FilesLineProps extends Omit<EditableLineProps, 'asked'> {
  /** Files that the broker could not be given. */
  unstaged: readonly StagingError[];
}

/** The files beside the notebook that its code opens, and what it fetches. */
export function FilesLine(props: FilesLineProps): ReactNode {
  const { description, edits, onEdit, unstaged, trans } = props;
  const { leftOut = [] } = edits;
  const files = description.files.value ?? [];
  const data = description.data.value ?? [];
  const missing = files.filter(({ exists }) => exists === false);
  const parts = [
    ...partsOf(
      {
        ...description,
        files: { ...description.files, value: files.filter(({ path }) => !leftOut.includes(path)) }
      },
      trans
    ),
    ...(leftOut.length ? [trans._n('%1 file left out', '%1 files left out', leftOut.length)] : [])
  ];
  const finding = files.length ? description.files : description.data;
  const [first] = files;
  const from = first?.evidence[0] ? summaryOf({ ...finding, evidence: first.evidence }, trans) : '';
  const summary =
    files.length === 1 && first
      ? `${first.path.split('/').pop() ?? first.path}${from ? `, ${from}` : ''}`
      : trans.__('which?');
  const count = Object.keys(description.published?.files ?? {}).length;
  const nameable = data.some(({ kind, resource }) => resource && kind !== 'url');
  return (
    <NeedLine
      icon={filesIcon}
      name={trans.__('Files and data')}
      summary={parts.length || description.saved ? summary : undefined}
      problems={[
        ...description.files.problems,
        ...description.data.problems,
        ...(description.files.problems.length
          ? []
          : missing.map(({ path }) => ({
              level: 'warning' as const,
              template: '{path} is not there.',
              values: { path }
            })))
      ]}
      trans={trans}
      evidence={
        parts.length || description.saved ? (
          <FilesEvidence
            description={description}
            byCommit={edits.byCommit}
            leftOut={leftOut}
            onSend={(path, send) => {
              const others = leftOut.filter(one => one !== path);
              const all = send ? others : [...others, path];
              onEdit({ leftOut: all.length ? all : undefined });
            }}
            trans={trans}
          />
        ) : undefined
      }
    >
      {parts.length ? parts.join(', ') : trans.__('No files beside it')}
      {count ? (
        <Choice
          checked={edits.byCommit ?? false}
          title={trans.__(
            'Whether %1 is public cannot be known from here. Where it is not, a run will not get them.',
            description.published?.remote
          )}
          onChange={byCommit => {
            onEdit({ byCommit: byCommit || undefined });
          }}
        >
          {trans._n(
            'name %1 file by its commit instead of sending it',
            'name %1 files by their commit instead of sending them',
            count
          )}
        </Choice>
      ) : null}
      {nameable ? (
        <Choice
          checked={edits.nameData ?? false}
          title={trans.__(
            'For brokers that know where such data lie. A broker that does not know their kind may say no.'
          )}
          onChange={nameData => {
            onEdit({ nameData: nameData || undefined });
          }}
        >
          {trans.__('tell brokers which data it fetches')}
        </Choice>
      ) : null}
      {unstaged.map(({ path, message }) => (
        <Remark key={path} level="error" levelName={trans.__('Error')}>
          {trans.__('%1 could not be sent: %2', path, message)}
        </Remark>
      ))}
    </NeedLine>
  );
}

/** How many of each, and all bytes that are known of. */
function partsOf(description: Description, trans: TranslationBundle): string[] {
  const files = description.files.value?.length ?? 0;
  const elsewhere = description.elsewhere?.length ?? 0;
  const data = description.data.value ?? [];
  const services = data.filter(({ kind }) => kind === 'service').length;
  const sources = data.length - services;
  const { bytes } = totalBytes(description);
  return [
    ...(files ? [trans._n('%1 file', '%1 files', files)] : []),
    ...(bytes ? [bytesText(bytes)] : []),
    ...(elsewhere ? [trans._n('%1 file elsewhere', '%1 files elsewhere', elsewhere)] : []),
    ...(sources ? [trans._n('%1 data URL', '%1 data URLs', sources)] : []),
    ...(services ? [trans._n('%1 service', '%1 services', services)] : [])
  ];
}

interface ChoiceProps {
  checked: boolean;
  title: string;
  onChange: (checked: boolean) => void;
  children: string;
}

function Choice({ checked, title, onChange, children }: ChoiceProps) {
  return (
    <label className="jp-ExecutionBroker-choice" title={title}>
      <input
        type="checkbox"
        aria-label={children}
        checked={checked}
        onChange={({ target }) => {
          onChange(target.checked);
        }}
      />{' '}
      <span>{children}</span>
    </label>
  );
}
