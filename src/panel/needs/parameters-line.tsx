import type { ReactNode } from 'react';

import type { Parameter } from '../../description/parameters';
import { parametersIcon } from '../icons';
import type { EditableLineProps } from './compute-line';
import { EvidenceList } from './evidence';
import { Field } from './field';
import { NeedLine } from './need-line';
import type { LiteralType } from './needs-model';
import { summaryOf } from './summary';

export interface ParametersLineProps extends Omit<EditableLineProps, 'asked'> {
  literalType: LiteralType | undefined;
}

/** The values that the notebook is made to be given, by papermill's rule. */
export function ParametersLine(props: ParametersLineProps): ReactNode {
  const { description, edits, literalType, onEdit, trans } = props;
  const { parameters } = description;
  const list = parameters?.value ?? [];
  if (!parameters) {
    return null;
  }
  const change = (name: string, text: string) => {
    const { [name]: _old, ...others } = edits.parameters ?? {};
    const all = text === '' ? others : { ...others, [name]: text };
    onEdit({ parameters: Object.keys(all).length ? all : undefined });
  };
  return (
    <NeedLine
      icon={parametersIcon}
      name={trans.__('Parameters')}
      summary={summaryOf(parameters, trans)}
      problems={parameters.problems}
      trans={trans}
      evidence={
        <>
          <EvidenceList evidence={parameters.evidence} trans={trans} />
          <ul>
            {list.map(({ name, value, evidence }) => (
              <li key={name}>
                <code>{`${name} = ${value}`}</code>
                <EvidenceList evidence={evidence} trans={trans} />
              </li>
            ))}
          </ul>
          <p>
            {trans.__('Other values are put into the copy that is sent, in a cell of their own.')}
          </p>
        </>
      }
    >
      {list.length ? null : trans.__('No parameters')}
      {list.map(parameter => (
        <div key={parameter.name} className="jp-ExecutionBroker-parameter">
          <ParameterField
            parameter={parameter}
            edit={edits.parameters?.[parameter.name]}
            accepts={text => literalType?.(text.trim()) !== undefined}
            name={
              parameter.type
                ? trans.__('%1, a Python literal (%2)', parameter.name, parameter.type)
                : trans.__('%1, a Python literal', parameter.name)
            }
            onCommit={text => {
              change(parameter.name, text);
            }}
          />
        </div>
      ))}
    </NeedLine>
  );
}

interface ParameterFieldProps {
  parameter: Parameter;
  edit: string | undefined;
  /** The accessible name. */
  name: string;
  accepts: (text: string) => boolean;
  onCommit: (text: string) => void;
}

function ParameterField({ parameter, edit, name, accepts, onCommit }: ParameterFieldProps) {
  const { type, comment, value } = parameter;
  return (
    <>
      <code>{parameter.name}</code> ={' '}
      <Field
        name={name}
        text={edit ?? value}
        edited={edit !== undefined}
        accepts={accepts}
        onCommit={onCommit}
      />
      {type || comment ? (
        <span className="jp-ExecutionBroker-source">
          {' '}
          {[type, comment].filter(Boolean).join(', ')}
        </span>
      ) : null}
    </>
  );
}
