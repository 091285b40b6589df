import { caretDownIcon, caretRightIcon, type LabIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState, type ReactNode } from 'react';

import type { Problem } from '../../description/finding';
import { ProblemRemark } from './problem-remark';

export interface NeedLineProps {
  icon: LabIcon;
  /** What the line is about, for the evidence button. */
  name: string;
  /** The value, perhaps with fields in it. */
  children: ReactNode;
  /** Where the value comes from, in two or three words. */
  summary?: string | undefined;
  /** Nothing was found out: the summary says what stands in. */
  unknown?: boolean;
  problems?: readonly Problem[];
  /** Shown on demand. */
  evidence?: ReactNode;
  trans: TranslationBundle;
}

/** One need: its value, what is wrong with it, and its evidence on demand. */
export function NeedLine(props: NeedLineProps): ReactNode {
  const { icon: Icon, name, children, summary, unknown, problems = [], evidence, trans } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  const Caret = open ? caretDownIcon : caretRightIcon;
  return (
    <li className="jp-ExecutionBroker-need">
      <Icon.react tag="span" className="jp-ExecutionBroker-needIcon" aria-hidden="true" />
      <div className="jp-ExecutionBroker-needValue">{children}</div>
      {summary && evidence ? (
        <button
          type="button"
          className="jp-ExecutionBroker-why"
          data-unknown={unknown}
          aria-expanded={open}
          aria-controls={id}
          title={summary}
          aria-label={trans.__('%1: why? %2', name, summary)}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <span>{summary}</span>
          <Caret.react tag="span" aria-hidden="true" />
        </button>
      ) : summary ? (
        <span className="jp-ExecutionBroker-why" data-unknown={unknown}>
          <span>{summary}</span>
        </span>
      ) : null}
      {problems.length ? (
        <div className="jp-ExecutionBroker-needMore">
          {problems.map((problem, i) => (
            <ProblemRemark key={i} problem={problem} trans={trans} />
          ))}
        </div>
      ) : null}
      <div id={id} className="jp-ExecutionBroker-needMore" hidden={!open}>
        {open ? evidence : null}
      </div>
    </li>
  );
}
