/** Esc in the moment in which a window is there and does not have the focus yet: it is meant for that window. */
import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Where the focus may be of what lies above a window: that takes its own Esc. */
const TAKES_IT = '[role="dialog"], [role="alertdialog"], [role="listbox"], [role="menu"]';

/** Calls `cancel` for an Esc that nobody else takes while the window at `place` is the topmost one. */
export function useEarlyEscape(place: RefObject<HTMLElement | null>, cancel: () => void): void {
  const latest = useRef(cancel);
  useLayoutEffect(() => {
    latest.current = cancel;
  });
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.activeElement?.closest(TAKES_IT)) return;
      const windows = document.querySelectorAll('[role="dialog"], [role="alertdialog"]');
      if (!place.current?.contains([...windows].at(-1) ?? null)) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    };
    // Before what lies below hears it.
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, [place]);
}
