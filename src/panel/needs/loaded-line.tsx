import type { TranslationBundle } from '@jupyterlab/translation';
import { kernelIcon } from '@jupyterlab/ui-components';
import type { ReactNode } from 'react';

import type { Description } from '../../description/description';
import type { LoadedDifference } from '../../description/loaded';
import { Action } from '../action';
import { Remark } from '../remark';
import { sourceText } from '../words/source';
import { NeedLine } from './need-line';
import { canBeWritten } from './requirements-path';
import type { WriterState } from './requirements-writer';

export interface LoadedLineProps {
  description: Description;
  writer: WriterState;
  trans: TranslationBundle;
  /** Writes what is loaded into the requirements file. */
  onWrite: (differences: readonly LoadedDifference[]) => void;
  onUndo: () => void;
}

/** What the kernel has loaded otherwise than is declared, with what can be done about it. */
export function LoadedLine({
  description,
  writer,
  trans,
  onWrite,
  onUndo
}: LoadedLineProps): ReactNode {
  const { loaded = [], environment } = description;
  const other = loaded.filter(({ kind }) => kind !== 'unpinned');
  const open = loaded.filter(({ kind }) => kind === 'unpinned');
  const writable = canBeWritten(description);
  const button = (text: string, which: readonly LoadedDifference[]) =>
    which.some(({ line }) => line !== undefined) ? (
      <>
        {' '}
        <Action
          look="link"
          busy={writer.busy}
          onClick={() => {
            onWrite(which);
          }}
        >
          {text}
        </Action>
      </>
    ) : null;
  return (
    <NeedLine
      icon={kernelIcon}
      name={trans.__('Loaded in the kernel')}
      trans={trans}
      {...(loaded.length > 0
        ? {
            summary: trans.__('the kernel'),
            evidence: (
              <ul>
                {loaded.map(difference => (
                  <li key={difference.name}>
                    {differenceText(difference, trans)}{' '}
                    <span className="jp-ExecutionBroker-source">
                      {sourceText(difference.source, trans)}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        : {})}
    >
      {other.length > 0
        ? trans._n(
            '%1 package is loaded otherwise than declared',
            '%1 packages are loaded otherwise than declared',
            other.length
          )
        : open.length > 0
          ? trans._n(
              '%1 package is loaded whose version is left open',
              '%1 packages are loaded whose versions are left open',
              open.length
            )
          : null}
      {writable ? (
        <>
          {button(trans.__('Write them to requirements.txt'), other)}
          {button(trans.__('Pin the versions'), open)}
        </>
      ) : loaded.length > 0 ? (
        <span className="jp-ExecutionBroker-dim">
          {' '}
          {trans.__('Change %1, where the packages come from.', environment.value?.name ?? '')}
        </span>
      ) : null}
      <div role="status">
        {writer.written ? (
          <>
            {trans.__('%1 is written.', writer.written.path)}{' '}
            <Action look="link" name={trans.__('undo the change of the file')} onClick={onUndo}>
              {trans.__('undo')}
            </Action>
          </>
        ) : null}
        {writer.trouble ? (
          <Remark level="error" levelName={trans.__('Error')}>
            {writer.trouble.message}
          </Remark>
        ) : null}
      </div>
    </NeedLine>
  );
}

function differenceText(
  { name, kind, loaded, declared, url }: LoadedDifference,
  trans: TranslationBundle
): string {
  const version = loaded ?? '?';
  switch (kind) {
    case 'undeclared':
      return trans.__('%1 %2 is loaded, and not declared', name, version);
    case 'version':
      return trans.__('%1 %2 is loaded, where %3 is declared', name, version, declared ?? '');
    case 'unpinned':
      return trans.__('%1 %2 is loaded; %3 leaves the version open', name, version, declared ?? '');
    case 'elsewhere':
      return trans.__('%1 %2 comes from %3, which a run will not have', name, version, url ?? '');
  }
}
