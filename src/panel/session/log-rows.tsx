import {
  forwardRef,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode
} from 'react';

import { Ansi } from './ansi';
import { withoutColours, type LogText } from './log-text';

/** Rows above and below those in sight. */
const OVER = 12;
/** Pixels of a row until one has been measured. */
const HEIGHT = 18;

export interface LogRowsProps {
  text: LogText;
  /** Changes with the text, which grows in place. */
  version: number;
  /** What it is, for those who do not see it. */
  name: string;
  query: string;
  /** The row that was found last. */
  current: number | undefined;
  follow: boolean;
  /** The reader has scrolled away from the end, or back to it. */
  onFollow: (follow: boolean) => void;
}

export interface LogRowsHandle {
  /** Brings a row into sight. */
  show(row: number): void;
}

/**
 * The lines of a log, of which only those in sight are drawn: all are of one height, so where each is
 * takes no looking.
 */
export const LogRows = forwardRef<LogRowsHandle, LogRowsProps>(function LogRows(props, handle) {
  const { text, version, name, query, current, follow, onFollow } = props;
  const outer = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(HEIGHT);
  const [sight, setSight] = useState({ top: 0, high: 400 });
  const count = text.length;
  const first = Math.max(0, Math.floor(sight.top / height) - OVER);
  const end = Math.min(count, Math.ceil((sight.top + sight.high) / height) + OVER);

  useImperativeHandle(handle, () => ({
    show: row => {
      const node = outer.current;
      if (node) {
        onFollow(false);
        node.scrollTop = row * height - node.clientHeight / 2;
      }
    }
  }));
  useLayoutEffect(() => {
    if (follow && outer.current) {
      outer.current.scrollTop = outer.current.scrollHeight;
    }
  }, [follow, version, height]);
  useEffect(() => {
    const node = outer.current;
    if (!node) {
      return;
    }
    const look = () => {
      setSight({ top: node.scrollTop, high: node.clientHeight });
      // The reader may have chosen another size of letters.
      const found = node.querySelector('[data-row]')?.getBoundingClientRect().height;
      setHeight(found === undefined || found === 0 ? HEIGHT : found);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(node);
    return () => {
      observer.disconnect();
    };
  }, []);

  const rows: ReactNode[] = [];
  for (let row = first; row < end; row++) {
    const line = text.line(row);
    rows.push(
      <span key={row} data-row={row} data-current={row === current || undefined}>
        {query ? <Found line={withoutColours(line)} query={query} /> : <Ansi text={line} />}
        {'\n'}
      </span>
    );
  }
  return (
    <div
      ref={outer}
      className="jp-ExecutionBroker-logRows jp-RenderedText"
      role="group"
      aria-label={name}
      tabIndex={0}
      onScroll={({ currentTarget: node }) => {
        setSight({ top: node.scrollTop, high: node.clientHeight });
        const below = node.scrollHeight - node.scrollTop - node.clientHeight;
        // While it grows the end runs ahead of who follows it; only who goes up leaves it.
        if (below < height) {
          onFollow(true);
        } else if (node.scrollTop < sight.top - 1) {
          onFollow(false);
        }
      }}
    >
      <pre className="jp-ExecutionBroker-logText" style={{ height: count * height }}>
        <span
          className="jp-ExecutionBroker-logShift"
          style={{ transform: `translateY(${first * height}px)` }}
        >
          {rows}
        </span>
      </pre>
    </div>
  );
});

/** A line in which the text that is looked for stands out. */
function Found({ line, query }: { line: string; query: string }) {
  const parts: ReactNode[] = [];
  const [lower, wanted] = [line.toLowerCase(), query.toLowerCase()];
  let from = 0;
  // Of a few languages lower case is longer: then nothing is marked rather than something else.
  for (let at = lower.indexOf(wanted); at >= 0 && lower.length === line.length;) {
    parts.push(line.slice(from, at), <mark key={at}>{line.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
    at = lower.indexOf(wanted, from);
  }
  return (
    <>
      {parts}
      {line.slice(from)}
    </>
  );
}
