import type { Range, Virtualizer } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useReducer, useState, type RefObject } from 'react';

type Library = typeof import('@tanstack/virtual-core');

/** There once somebody has fetched it: it is an eighth of the panel, and few lists are long. */
let library: Library | undefined;

/** Fetches what long lists need; for those who know that one will come. */
export async function fetchVirtualRows(): Promise<Library> {
  return (library ??= await import(
    /* webpackChunkName: "virtual-rows" */ '@tanstack/virtual-core'
  ));
}

/** Fewer rows than that are simply drawn, and of a longer list so many until the library is there. */
const MANY = 50;
/** Pixels between two offers, as in style/offers.css. */
const GAP = 6;
/** What scrolls in the panel. */
const PANEL = '.jp-SidePanel-content';

export interface VirtualRowsOptions {
  keys: readonly string[];
  /** Pixels, as far as one can guess before a row has been drawn. */
  estimate: (index: number) => number;
  list: RefObject<HTMLElement>;
  /** The row that stays, wherever the reader scrolls: the one with the focus. */
  kept: string | undefined;
  /** Pixels between two rows; those between two offers by default. */
  gap?: number;
  /** A selector of what scrolls, around the list; the panel's content by default. */
  within?: string;
}

export interface VirtualRows {
  /** Whether only some are drawn. */
  virtual: boolean;
  /** Those to draw, and in pixels where each begins. */
  rows: readonly { index: number; top?: number }[];
  /** Pixels of the whole list; absent: as it comes. */
  height?: number;
  /** Hears of each row that is drawn, to learn its height. */
  measure: (row: Element | null) => void;
}

/**
 * Which rows of a list are to be drawn: all of a short one, those in sight of a long one.
 *
 * TanStack Virtual has an adapter for React, but that needs react-dom, which JupyterLab does not share
 * with a labextension for free; this is what is left of it. The library itself comes with the first long
 * list.
 */
export function useVirtualRows(options: VirtualRowsOptions): VirtualRows {
  const { keys, estimate, list, kept, gap = GAP, within = PANEL } = options;
  const many = keys.length >= MANY;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [margin, setMargin] = useState(0);
  const now = ({
    defaultRangeExtractor,
    elementScroll,
    observeElementOffset,
    observeElementRect
  }: Library) => ({
    count: keys.length,
    enabled: many,
    getItemKey: (index: number) => keys[index] ?? index,
    estimateSize: estimate,
    gap,
    overscan: 4,
    scrollMargin: margin,
    getScrollElement: () => scrollerOf(list, within),
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    rangeExtractor: (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      const at = kept === undefined ? -1 : keys.indexOf(kept);
      return at < 0 || indexes.includes(at) ? indexes : [...indexes, at].sort((a, b) => a - b);
    },
    onChange: redraw
  });
  const [virtualizer, setVirtualizer] = useState(() => library && virtualizerOf(library));
  // Without the library all is drawn: slow is better than not there.
  const [absent, setAbsent] = useState(false);
  const virtual = many && virtualizer !== undefined;
  if (virtualizer && library) {
    virtualizer.setOptions(now(library));
  }
  useEffect(() => {
    let wanted = true;
    if (many && !virtualizer) {
      fetchVirtualRows().then(
        fetched => wanted && setVirtualizer(virtualizerOf(fetched)),
        () => wanted && setAbsent(true)
      );
    }
    return () => {
      wanted = false;
    };
  }, [many, virtualizer]);
  useLayoutEffect(() => virtualizer?._didMount(), [virtualizer]);
  useLayoutEffect(() => {
    virtualizer?._willUpdate();
  });
  useLayoutEffect(() => {
    const [outer, inner] = [scrollerOf(list, within), list.current];
    if (!virtual || !outer || !inner) {
      return;
    }
    // What stands above the list grows and folds.
    const look = () => {
      const above = inner.getBoundingClientRect().top - outer.getBoundingClientRect().top;
      setMargin(Math.round(above + outer.scrollTop));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(outer.firstElementChild ?? outer);
    return () => {
      observer.disconnect();
    };
  }, [virtual, list, within]);
  if (!virtual) {
    const drawn = absent ? keys : keys.slice(0, MANY);
    return { virtual, rows: drawn.map((_, index) => ({ index })), measure: () => undefined };
  }
  return {
    virtual,
    rows: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, top: start - margin })),
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement
  };
}

/** A virtualizer that knows nothing yet. */
function virtualizerOf(from: Library): Virtualizer<HTMLElement, Element> {
  return new from.Virtualizer<HTMLElement, Element>({
    count: 0,
    getScrollElement: () => null,
    estimateSize: () => 0,
    scrollToFn: from.elementScroll,
    observeElementRect: from.observeElementRect,
    observeElementOffset: from.observeElementOffset
  });
}

function scrollerOf(list: RefObject<HTMLElement>, within: string): HTMLElement | null {
  return list.current?.closest<HTMLElement>(within) ?? null;
}
