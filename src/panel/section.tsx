import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import { useId, useState, type ReactNode } from 'react';

export interface SectionProps {
  title: string;
  /** Beside the title, in fewer letters. */
  note?: ReactNode;
  /** At the end of the title's line. */
  actions?: ReactNode;
  /** Begins folded; what is in it is drawn when it is first opened. */
  folded?: boolean;
  onOpen?: () => void;
  children: ReactNode;
}

/** A part of the panel that folds. */
export function Section(props: SectionProps): ReactNode {
  const { title, note, actions, folded = false, onOpen, children } = props;
  const [open, setOpen] = useState(!folded);
  const [seen, setSeen] = useState(open);
  const id = useId();
  const Caret = open ? caretDownIcon : caretRightIcon;
  return (
    <section className="jp-ExecutionBroker-section" aria-labelledby={`${id}-title`}>
      <div className="jp-ExecutionBroker-sectionTitle">
        <h3>
          <button
            id={`${id}-title`}
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => {
              setOpen(!open);
              setSeen(true);
              if (!open) {
                onOpen?.();
              }
            }}
          >
            <Caret.react tag="span" aria-hidden="true" />
            {title}
          </button>
        </h3>
        {note ? <span className="jp-ExecutionBroker-dim">{note}</span> : null}
        <span className="jp-ExecutionBroker-actions">{open ? actions : null}</span>
      </div>
      <div id={id} hidden={!open}>
        {seen ? children : null}
      </div>
    </section>
  );
}
