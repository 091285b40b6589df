import type { TranslationBundle } from '@jupyterlab/translation';
import { runIcon } from '@jupyterlab/ui-components';
import type { ReactNode } from 'react';

import { isImageReference } from '../../description/programs/image';
import type { Program } from '../../description/programs/program';
import { wanted } from '../../description/wanted';
import {
  DOCKER_CONTAINER,
  JAVA_PROGRAM,
  PYTHON_PROGRAM,
  SINGULARITY_CONTAINER
} from '../../model/kinds';
import { joinArguments, splitArguments } from './arguments';
import { Field } from './field';
import type { NeedEdits } from './need-edits';
import { NeedLine } from './need-line';

export interface ProgramLineProps {
  program: Program;
  edits: NeedEdits;
  trans: TranslationBundle;
  onEdit: (edits: NeedEdits) => void;
}

/** What is executed, where it is not a notebook: of which kind, and with which arguments. */
export function ProgramLine({ program, edits, trans, onEdit }: ProgramLineProps): ReactNode {
  const names = {
    [PYTHON_PROGRAM]: trans.__('Python program'),
    [JAVA_PROGRAM]: trans.__('Java program'),
    [SINGULARITY_CONTAINER]: trans.__('Container (Singularity)'),
    [DOCKER_CONTAINER]: trans.__('Container')
  };
  return (
    <NeedLine icon={runIcon} name={trans.__('Program')} trans={trans}>
      {names[program.kind]}
      {program.kind === DOCKER_CONTAINER ? (
        <>
          {', '}
          {trans.__('image')}{' '}
          <Field
            name={trans.__('The image, such as registry.example.org/name:tag')}
            text={edits.image ?? program.image ?? ''}
            edited={edits.image !== undefined}
            placeholder="–"
            accepts={isImageReference}
            onCommit={text => {
              onEdit({ image: text === '' ? undefined : text });
            }}
          />
        </>
      ) : null}
      {program.kind === SINGULARITY_CONTAINER ? null : (
        <>
          {', '}
          {trans.__('arguments')}{' '}
          <Field
            name={trans.__('Arguments, as in a shell')}
            text={wanted(edits.command, joinArguments(program.command ?? [])) ?? ''}
            edited={edits.command !== undefined}
            placeholder="–"
            accepts={text => splitArguments(text) !== undefined}
            onCommit={text => {
              onEdit({ command: text === '' ? undefined : text });
            }}
          />
        </>
      )}
    </NeedLine>
  );
}
