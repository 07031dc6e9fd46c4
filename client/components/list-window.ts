/** Which rows of a long list are in view. */
import { useCallback, useEffect, useState, type RefObject } from 'react';
import { useMedia } from './media.js';

const DRAW_ALL = 200;
const SPARE = 8;

interface ListWindowOptions {
  /** Of rows of another height than the house's, which are never all drawn. */
  readonly ownHeight?: number;
}

export function useListWindow(
  count: number,
  scroller: RefObject<HTMLDivElement | null>,
  { ownHeight }: ListWindowOptions = {},
) {
  const houseHeight = useMedia('(max-width: 760px)') ? 44 : 32;
  const rowHeight = ownHeight ?? houseHeight;
  const [place, setPlace] = useState({ top: 0, height: 420 });
  const tall = count > (ownHeight === undefined ? DRAW_ALL : 0);
  const read = useCallback(() => {
    const element = scroller.current;
    if (element) setPlace({ top: element.scrollTop, height: element.clientHeight || 420 });
  }, [scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (!element || !tall) return undefined;
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, tall, read]);
  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!element || index < 0) return;
      if (!tall) {
        element.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
        return;
      }
      const top = index * rowHeight;
      if (top < element.scrollTop) element.scrollTo({ top });
      const head = element.querySelector<HTMLElement>('.grid-head')?.offsetHeight ?? 0;
      const below = top + rowHeight + head - element.clientHeight;
      if (below > element.scrollTop) element.scrollTo({ top: below });
      read();
    },
    [scroller, tall, rowHeight, read],
  );
  const first = tall ? Math.max(0, Math.floor(place.top / rowHeight) - SPARE) : 0;
  const shown = Math.ceil(place.height / rowHeight);
  const end = tall ? Math.min(count, first + shown + 2 * SPARE) : count;
  return {
    tall,
    rowHeight,
    first,
    end,
    height: count * rowHeight,
    pageRows: Math.max(1, shown - 1),
    reveal,
    onScroll: tall ? read : undefined,
  };
}
