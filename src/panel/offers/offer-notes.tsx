import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import { useId, useState, type ReactNode } from 'react';

export interface OfferNotesProps {
  platform: string;
  notes: readonly string[];
  trans: TranslationBundle;
}

/** What a platform remarks about its offer: as much as fits into a line, the rest on demand. */
export function OfferNotes({ platform, notes, trans }: OfferNotesProps): ReactNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  const Caret = open ? caretDownIcon : caretRightIcon;
  const line = notes.join(' · ');
  if (!notes.length) {
    return null;
  }
  return (
    <>
      <button
        type="button"
        className="jp-ExecutionBroker-why"
        aria-expanded={open}
        aria-controls={id}
        aria-label={trans.__('%1 remarks: %2', platform, line)}
        title={open ? undefined : line}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <span>{open ? trans.__('remarks') : line}</span>
        <Caret.react tag="span" aria-hidden="true" />
      </button>
      <ul id={id} className="jp-ExecutionBroker-notes" hidden={!open}>
        {open ? notes.map(note => <li key={note}>{note}</li>) : null}
      </ul>
    </>
  );
}
