import { useId, type ReactNode } from 'react';

export interface ActionProps {
  children: ReactNode;
  onClick: () => void;
  /** `primary`: what the reader came for. `link`: beside text. */
  look?: 'primary' | 'plain' | 'link';
  /** Under way: keeps the focus, does nothing. */
  busy?: boolean;
  /** Cannot be used now: keeps the focus, does nothing. */
  inert?: boolean;
  /** Takes the focus when it appears: what was pressed before has gone. */
  focused?: boolean;
  /** The one that Enter in a form's field presses. */
  submits?: boolean;
  /** Whether what it opens is open. */
  expanded?: boolean;
  /** The accessible name, where the text alone does not say of what. */
  name?: string;
  /** What it does, or why it cannot: its description, which is seen on hover or focus. */
  reason?: string;
}

/** A button that never loses the focus: busy or inert, it stays where it is. */
export function Action({
  children,
  onClick,
  look = 'plain',
  busy,
  inert,
  focused = false,
  submits = false,
  expanded,
  name,
  reason
}: ActionProps): ReactNode {
  const id = useId();
  const off = busy === true || inert === true;
  const button = (
    <button
      type={submits ? 'submit' : 'button'}
      className={`jp-ExecutionBroker-action jp-mod-${look}`}
      aria-label={name}
      aria-describedby={reason === undefined ? undefined : id}
      title={reason}
      aria-busy={busy}
      aria-expanded={expanded}
      aria-disabled={off || undefined}
      autoFocus={focused}
      onClick={event => {
        // The form itself hears of it only by Enter.
        event.preventDefault();
        if (!off) {
          onClick();
        }
      }}
    >
      {busy ? <span className="jp-ExecutionBroker-spinner" aria-hidden="true" /> : null}
      {children}
    </button>
  );
  return reason === undefined ? (
    button
  ) : (
    <>
      {button}
      <span id={id} className="jp-ExecutionBroker-reason">
        {reason}
      </span>
    </>
  );
}
