import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactNode } from 'react';

import { Action } from '../action';
import type { StagingError } from '../ask/staging';
import { isContainer } from '../../description/programs/program';
import { later } from '../later';
import { Remark } from '../remark';
import { Section } from '../section';
import { AcceleratorsLine } from './accelerators-line';
import { ComputeLine } from './compute-line';
import { DurationLine } from './duration-line';
import { EnvironmentLine } from './environment-line';
import { FilesLine } from './files-line';
import { LimitsLine } from './limits-line';
import { ProblemRemark } from './problem-remark';
import type { WriterState } from './requirements-writer';
import type { LoadedLineProps } from './loaded-line';
import type { NeedEdits } from './need-edits';
import type { NeedsState } from './needs-model';

const ProgramLine = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './program-line')).ProgramLine
);
const ParametersLine = later(
  async () =>
    (await import(/* webpackChunkName: "panel-rest" */ './parameters-line')).ParametersLine
);
const LoadedLine = later(
  async () => (await import(/* webpackChunkName: "panel-rest" */ './loaded-line')).LoadedLine
);
const NeedsAsText = later(
  async () =>
    (await import(/* webpackChunkName: "needs-text" */ './text/needs-text-view')).NeedsTextView
);

export interface NeedsBodyProps {
  state: NeedsState;
  /** Absent: this front end has none, and the needs are not shown as text. */
  editors?: IEditorServices | undefined;
  unstaged: readonly StagingError[];
  trans: TranslationBundle;
  onEdit: (edits: NeedEdits) => void;
  onReset: () => void;
  onUndo: () => void;
  onAsk: () => void;
  /** What was written of what the kernel has loaded. */
  writer: WriterState;
  onWrite: LoadedLineProps['onWrite'];
  onUndoWrite: () => void;
}

/** What the notebook needs: each value, its evidence on demand, changed where it stands. */
export function NeedsBody({
  state,
  editors,
  unstaged,
  trans,
  onEdit,
  onReset,
  onUndo,
  onAsk,
  writer,
  onWrite,
  onUndoWrite
}: NeedsBodyProps): ReactNode {
  const { asked, description, describing, edits, request, trouble, unedited } = state;
  const [asText, setAsText] = useState(false);
  const isEdited = Object.values(edits).some(value => value !== undefined);
  const written = writer.notebook === state.path ? writer : { busy: false };
  const line = { description, edits, asked, onEdit, trans };
  return (
    <Section
      title={trans.__('What it needs')}
      actions={
        <>
          {state.undoable ? (
            <Action
              look="link"
              name={trans.__('undo the last change of what it needs')}
              onClick={onUndo}
            >
              {trans.__('undo')}
            </Action>
          ) : null}
          {isEdited ? (
            <Action look="link" onClick={onReset}>
              {trans.__('reset to what was found')}
            </Action>
          ) : null}
          {editors && state.request ? (
            <Action
              look="link"
              expanded={asText}
              onClick={() => {
                setAsText(!asText);
              }}
            >
              {trans.__('as YAML')}
            </Action>
          ) : null}
        </>
      }
    >
      {trouble ? (
        <Remark level="error" levelName={trans.__('Error')}>
          {trans.__('The notebook could not be described: %1', trouble.message)}{' '}
          <Action look="link" onClick={onAsk}>
            {trans.__('Try again')}
          </Action>
        </Remark>
      ) : null}
      {(description?.problems ?? []).map((problem, i) => (
        <ProblemRemark key={i} problem={problem} trans={trans} />
      ))}
      {description ? (
        <ul className="jp-ExecutionBroker-box" aria-busy={describing}>
          {description.program ? (
            <ProgramLine
              program={description.program}
              edits={edits}
              trans={trans}
              onEdit={onEdit}
            />
          ) : null}
          {isContainer(description.program) ? null : (
            <EnvironmentLine description={description} trans={trans} />
          )}
          {description.loaded?.length || written.written || written.trouble ? (
            <LoadedLine
              description={description}
              writer={written}
              trans={trans}
              onWrite={onWrite}
              onUndo={onUndoWrite}
            />
          ) : null}
          <ComputeLine {...line} description={description} />
          <AcceleratorsLine {...line} description={description} />
          <DurationLine {...line} description={description} />
          <FilesLine {...line} description={description} unstaged={unstaged} />
          {description.parameters ? (
            <ParametersLine
              description={description}
              edits={edits}
              literalType={state.literalType}
              onEdit={onEdit}
              trans={trans}
            />
          ) : null}
          <LimitsLine {...line} description={description} />
        </ul>
      ) : describing ? (
        <p className="jp-ExecutionBroker-hint" aria-busy="true">
          {trans.__('Reading the notebook and the files beside it…')}
        </p>
      ) : null}
      {asText && editors && description && request && unedited ? (
        <NeedsAsText
          description={description}
          editors={editors}
          literalType={state.literalType}
          parameters={edits.parameters}
          request={request}
          unedited={unedited}
          trans={trans}
          onEdit={onEdit}
        />
      ) : null}
    </Section>
  );
}
