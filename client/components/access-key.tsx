/**
 * Access keys as on a property sheet: `&Add...` underlines the A, and Alt+A presses it in the window
 * on top. What can be pressed carries `data-key`; a label passes the press on to its control.
 */
import { useEffect } from 'react';
import { labelParts } from '../../shared/rules/labels.js';

export function AccessLabel({ text }: { readonly text: string }) {
  const { before, key, after } = labelParts(text);
  return (
    <span>
      {before}
      {key && <u className="k">{key}</u>}
      {after}
    </span>
  );
}

/** The letter that `&` marks, for `data-key`; undefined when there is none. */
export function accessKey(text: string): string | undefined {
  return labelParts(text).key?.toLowerCase();
}

/** A text that is no label of ours, and may hold an & of its own. */
export function literalLabel(text: string): string {
  return text.replaceAll('&', '&&');
}

/** Alt and a letter press what carries the letter, wherever the focus is. */
export function useAccessKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { altKey, ctrlKey, metaKey, code } = event;
      const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
      if (!altKey || ctrlKey || metaKey || !letter || !pressAccessKey(letter)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, []);
}

/** Presses what carries the key in the topmost window; false when nothing does. */
function pressAccessKey(letter: string): boolean {
  const marked = topWindow().querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(letter)}"]`);
  for (const element of marked) {
    if (element.offsetParent === null || element.matches(':disabled')) continue;
    if (element instanceof HTMLLabelElement) return pressControl(element.control);
    element.focus();
    element.click();
    return true;
  }
  return false;
}

/** The dialog on top, or the page when none is open. */
export function topWindow(): HTMLElement {
  const dialogs = document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"]');
  return dialogs.item(dialogs.length - 1) ?? document.body;
}

function pressControl(control: HTMLElement | null): boolean {
  if (!control || control.matches(':disabled')) return false;
  control.focus();
  if (control instanceof HTMLInputElement && /^(?:radio|checkbox)$/.test(control.type)) {
    control.click();
  }
  return true;
}
