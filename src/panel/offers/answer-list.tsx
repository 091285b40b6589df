import { memo, useRef, useState, type HTMLAttributes, type ReactNode, type Ref } from 'react';

import { useVirtualRows } from './use-virtual-rows';

/** What a row of a long list carries, for readers and for the measuring of it. */
export interface RowPlace extends HTMLAttributes<HTMLLIElement> {
  ref?: Ref<HTMLLIElement>;
  'data-index'?: number;
}

export interface AnswerListProps {
  keys: readonly string[];
  /** Pixels, roughly. */
  estimate: (index: number) => number;
  busy: boolean;
  /** The pointer or the focus has come, and nothing may move any more; or both have gone. */
  onHold: (held: boolean) => void;
  /** Draws the row, a list item with this place. */
  row: (index: number, place: RowPlace) => ReactNode;
}

interface RowProps {
  index: number;
  top: number | undefined;
  count: number;
  /** Absent: all rows are drawn, as they come. */
  measure: Ref<HTMLLIElement> | undefined;
  row: AnswerListProps['row'];
}

/** Drawn anew when something of it has changed, and not at each step of the reader's wheel. */
const Row = memo(function Row({ index, top, count, measure, row }: RowProps) {
  return row(
    index,
    measure
      ? {
          ref: measure,
          style: { top },
          'data-index': index,
          'aria-setsize': count,
          'aria-posinset': index + 1
        }
      : {}
  );
});

/** Offers and answers one below the other, be they ten or ten thousand. */
export function AnswerList({ keys, estimate, busy, onHold, row }: AnswerListProps): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const [kept, setKept] = useState<string>();
  const { virtual, rows, height, measure } = useVirtualRows({ keys, estimate, list, kept });
  return (
    <ul
      ref={list}
      className="jp-ExecutionBroker-cards"
      data-virtual={virtual || undefined}
      style={height === undefined ? undefined : { height }}
      aria-busy={busy}
      onPointerEnter={() => {
        onHold(true);
      }}
      onPointerLeave={() => {
        onHold(false);
      }}
      onFocus={({ target }) => {
        const index = target.closest('li')?.dataset.index;
        setKept(index === undefined ? undefined : keys[Number(index)]);
        onHold(true);
      }}
      onBlur={() => {
        setKept(undefined);
        onHold(false);
      }}
    >
      {rows.map(({ index, top }) => (
        <Row
          key={keys[index]}
          index={index}
          top={top}
          count={keys.length}
          measure={virtual ? measure : undefined}
          row={row}
        />
      ))}
    </ul>
  );
}
