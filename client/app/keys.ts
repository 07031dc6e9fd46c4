/** Keys of the whole window. Those of a list are the list's, those of a dialog the dialog's. */
import { useEffect, useRef } from 'react';
import { topWindow } from '../components/access-key.js';

interface SheetKeys {
  readonly apply: () => void;
  readonly help: () => void;
  /** Lists the keys. */
  readonly keys: () => void;
}

export const KEY_LIST: readonly (readonly [string, string])[] = [
  ['Alt + letter', 'Press what the underlined letter belongs to'],
  ['Ctrl + Enter', 'Apply'],
  ['Enter', 'OK in a dialog, Edit in a list'],
  ['Esc', 'Cancel in a dialog, select nothing in the list of messages'],
  ['Space', 'Tick one more in the list of messages'],
  ['Ins', 'Add to the list'],
  ['Del', 'Remove from the list'],
  ['Arrows, Home, End', 'Move in a list; with Shift select more, Ctrl+A selects all'],
  ['Letters', 'Find in a list'],
  ['Ctrl + V', 'Paste entries into a list, one a line'],
  ['F1', 'Help for the control that has the focus'],
  ['/', 'Find a reference, address or domain'],
  ['?', 'These keys'],
];

export function useSheetKeys(keys: SheetKeys): void {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!act(event, now.current)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, []);
}

function act(event: KeyboardEvent, keys: SheetKeys): boolean {
  const { key, ctrlKey, metaKey } = event;
  if (key === 'F1') return done(keys.help);
  if (topWindow() !== document.body) return false;
  if (key === 'Enter' && (ctrlKey || metaKey)) return done(keys.apply);
  if (isTyping(event.target)) return false;
  if (key === '?') return done(keys.keys);
  const find = document.querySelector<HTMLInputElement>('search input');
  if (key === '/' && find) return done(() => find.focus());
  return false;
}

function done(what: () => void): true {
  what();
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const typed = target instanceof HTMLInputElement && !/^(?:checkbox|radio)$/.test(target.type);
  return typed || target.matches('textarea, select, [contenteditable]');
}
