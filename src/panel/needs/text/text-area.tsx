import { useRef, type ReactNode, type RefObject } from 'react';

export interface TextAreaProps {
  text: string;
  name: string;
  /** The id of what tells what is wrong. */
  problems?: string | undefined;
  area: RefObject<HTMLTextAreaElement>;
  /** Lines with something wrong, from 1. */
  wrong: ReadonlySet<number>;
  onChange: (text: string) => void;
}

/** A text of a few lines, each with its number. */
export function TextArea({
  text,
  name,
  problems,
  area,
  wrong,
  onChange
}: TextAreaProps): ReactNode {
  const numbers = useRef<HTMLOListElement>(null);
  const lines = text.split('\n');
  return (
    <div className="jp-ExecutionBroker-text">
      <ol ref={numbers} aria-hidden="true">
        {lines.map((_, i) => (
          <li key={i} data-wrong={wrong.has(i + 1) || undefined}>
            {i + 1}
          </li>
        ))}
      </ol>
      <textarea
        ref={area}
        aria-label={name}
        aria-invalid={problems !== undefined}
        aria-describedby={problems}
        value={text}
        rows={Math.min(Math.max(lines.length, 6), 24)}
        spellCheck={false}
        autoCapitalize="off"
        wrap="off"
        onScroll={({ currentTarget }) => {
          if (numbers.current) {
            numbers.current.scrollTop = currentTarget.scrollTop;
          }
        }}
        onChange={({ target: { value } }) => {
          onChange(value);
        }}
      />
    </div>
  );
}
