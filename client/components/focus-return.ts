/**
 * The focus returns to where it was before a window opened. The library does so too, but not where the
 * window is closed by going to another address.
 */
import { useEffect, useState } from 'react';

export function useFocusReturn(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After the library, which has the first word.
      requestAnimationFrame(() => requestAnimationFrame(() => giveBack(before)));
    },
    [before],
  );
}

function giveBack(element: Element | null): void {
  const lost = document.activeElement === null || document.activeElement === document.body;
  if (lost && element instanceof HTMLElement && element.isConnected) element.focus();
}
