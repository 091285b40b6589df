import { useState, type KeyboardEvent, type ReactNode } from 'react';

export interface FieldProps {
  /** The accessible name, with the unit. */
  name: string;
  /** The value as it stands; absent: not limited. */
  text: string;
  /** The reader changed it. */
  edited: boolean;
  placeholder?: string;
  numeric?: boolean;
  /** Whether a text can be taken; the empty text always can, and takes the edit back. */
  accepts: (text: string) => boolean;
  onCommit: (text: string) => void;
}

/** A value that is changed where it stands. A text that cannot be taken is marked, and not kept. */
export function Field(props: FieldProps): ReactNode {
  const { name, text, edited, placeholder, numeric = false, accepts, onCommit } = props;
  const [draft, setDraft] = useState<string>();
  const shown = draft ?? text;
  const valid = draft === undefined || draft.trim() === '' || accepts(draft);
  const commit = () => {
    if (draft !== undefined && draft !== text && valid) {
      onCommit(draft.trim());
    }
    setDraft(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      commit();
    } else if (event.key === 'Escape' && draft !== undefined) {
      event.stopPropagation();
      setDraft(undefined);
    }
  };
  return (
    <input
      className="jp-ExecutionBroker-field"
      type="text"
      inputMode={numeric ? 'decimal' : 'text'}
      size={Math.max(1, (shown === '' ? (placeholder ?? '') : shown).length)}
      aria-label={name}
      aria-invalid={!valid || undefined}
      title={name}
      data-edited={edited || undefined}
      placeholder={placeholder}
      value={shown}
      onChange={event => {
        const { value } = event.target;
        setDraft(value);
      }}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}
