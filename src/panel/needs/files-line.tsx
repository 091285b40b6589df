import type { ReactNode } from 'react';

import { bytesText } from '../../model/amount-text';
import { filesIcon } from '../icons';
import type { StagingError } from '../ask/staging';
import { Remark } from '../remark';
import type { DescriptionLineProps } from './environment-line';
import { EvidenceList } from './evidence';
import { NeedLine } from './need-line';
import { summaryOf } from './summary';

export interface FilesLineProps extends DescriptionLineProps {
  /** Files that the broker could not be given. */
  unstaged: readonly StagingError[];
}

/** The files beside the notebook that its code opens, and what it fetches. */
export function FilesLine({ description, unstaged, trans }: FilesLineProps): ReactNode {
  const files = description.files.value ?? [];
  const urls = description.data.value ?? [];
  const missing = files.filter(({ exists }) => !exists);
  const size = files.reduce((sum, file) => sum + (file.size ?? 0), 0);
  const parts = [
    ...(files.length ? [trans._n('%1 file', '%1 files', files.length)] : []),
    ...(size ? [bytesText(size)] : []),
    ...(urls.length ? [trans._n('%1 data URL', '%1 data URLs', urls.length)] : [])
  ];
  const finding = files.length ? description.files : description.data;
  const [first] = files;
  const from = first?.evidence[0] ? summaryOf({ ...finding, evidence: first.evidence }, trans) : '';
  const summary =
    files.length === 1 && first
      ? `${first.path.split('/').pop() ?? first.path}${from ? `, ${from}` : ''}`
      : trans.__('which?');
  return (
    <NeedLine
      icon={filesIcon}
      name={trans.__('Files and data')}
      summary={parts.length ? summary : undefined}
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
        parts.length ? (
          <ul>
            {files.map(({ path, size: bytes, exists, evidence }) => (
              <li key={path}>
                <code>{path}</code>{' '}
                {exists ? (bytes === undefined ? null : bytesText(bytes)) : trans.__('not there')}
                <EvidenceList evidence={evidence} trans={trans} />
              </li>
            ))}
            {urls.map(({ url, evidence }) => (
              <li key={url}>
                <code>{url}</code>
                <EvidenceList evidence={evidence} trans={trans} />
              </li>
            ))}
          </ul>
        ) : undefined
      }
    >
      {parts.length ? parts.join(', ') : trans.__('No files beside it')}
      {unstaged.map(({ path, message }) => (
        <Remark key={path} level="error" levelName={trans.__('Error')}>
          {trans.__('%1 could not be sent: %2', path, message)}
        </Remark>
      ))}
    </NeedLine>
  );
}
