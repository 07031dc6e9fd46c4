/** The keyboard of a list: one active row, a selection around it, and what typing finds. */
import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';

interface ListKeysProps<T> {
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly textOf: (row: T) => string;
  readonly pageRows: number;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onAdd?: () => void;
  readonly onEdit?: (row: T) => void;
  readonly onRemove?: () => void;
}

type Choice = 'one' | 'range' | 'toggle';

const TYPING_MS = 700;

export function useListKeys<T>(props: ListKeysProps<T>) {
  const { rows, keyOf, selected, onSelect } = props;
  // A row that is selected to begin with is where the keys begin.
  const [wanted, setActive] = useState(() =>
    selected.size === 1 ? rows.findIndex((row) => selected.has(keyOf(row))) : -1,
  );
  const anchor = useRef(0);
  const typed = useRef({ text: '', at: 0 });
  const active = Math.min(wanted, rows.length - 1);

  function choose(index: number, choice: Choice): void {
    const row = rows[index];
    if (!row) return;
    setActive(index);
    if (choice === 'range') {
      const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
      onSelect(new Set(rows.slice(from, to + 1).map(keyOf)));
      return;
    }
    anchor.current = index;
    const key = keyOf(row);
    if (choice === 'one') onSelect(new Set([key]));
    else {
      const next = new Set(selected);
      if (!next.delete(key)) next.add(key);
      onSelect(next);
    }
  }

  function find(character: string): void {
    const now = Date.now();
    const { text, at } = typed.current;
    const sought = (now - at < TYPING_MS ? text + character : character).toLowerCase();
    typed.current = { text: sought, at: now };
    const holds = (row: T) => props.textOf(row).toLowerCase().includes(sought);
    const from = sought.length > 1 ? Math.max(active, 0) : active + 1;
    const after = rows.findIndex((row, i) => i >= from && holds(row));
    const index = after >= 0 ? after : rows.findIndex(holds);
    if (index >= 0) choose(index, 'one');
  }

  function target(key: string): number | null {
    const last = rows.length - 1;
    if (key === 'ArrowDown') return Math.min(active + 1, last);
    if (key === 'ArrowUp') return Math.max(active - 1, 0);
    if (key === 'PageDown') return Math.min(Math.max(active, 0) + props.pageRows, last);
    if (key === 'PageUp') return Math.max(active - props.pageRows, 0);
    if (key === 'Home') return 0;
    return key === 'End' ? last : null;
  }

  function act(event: KeyboardEvent): boolean {
    const { key } = event;
    const command = event.ctrlKey || event.metaKey;
    const index = target(key);
    if (index !== null) choose(index, event.shiftKey ? 'range' : 'one');
    else if (key === 'Insert') props.onAdd?.();
    else if (key === 'Delete') props.onRemove?.();
    else if ((key === 'Enter' && !command) || key === 'F2') {
      if (rows[active]) props.onEdit?.(rows[active]);
      else props.onAdd?.();
    } else if (key === 'a' && command) onSelect(new Set(rows.map(keyOf)));
    else if (key === ' ' && active >= 0) choose(active, command ? 'toggle' : 'one');
    else if (key.length === 1 && key !== '?' && !command && !event.altKey) find(key);
    else return false;
    return true;
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || !act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return { active, setActive, choose, onKeyDown };
}

/** Hands pasted text on. */
export function pastedText(event: ClipboardEvent, onPasteLines?: (text: string) => void): void {
  const text = event.clipboardData.getData('text/plain');
  if (!onPasteLines || text.trim() === '') return;
  event.preventDefault();
  onPasteLines(text);
}
