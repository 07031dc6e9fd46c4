/** The keyboard and the pointer of the message list: one active row, and a selection that may reach beyond what is read. */
import { useRef, useState, type KeyboardEvent } from 'react';
import type { QueueFilter } from '../../../shared/api/queue.js';
import { faultText } from '../../api/request.js';
import { idsBetween, readBetween } from './message-range.js';
import { ALL, MOST_SELECTED, NOTHING, selectionOf, toggled, type Selection } from './selection.js';
import type { Messages } from './use-messages.js';

interface MessageKeysOptions {
  readonly filter: QueueFilter;
  readonly list: Messages;
  readonly total: number;
  readonly pageRows: number;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly onOpen: (id: string) => void;
  readonly onDelete: () => void;
  /** Why less is selected than was asked for; null when it is not so. */
  readonly onProblem: (problem: string | null) => void;
}

interface Place {
  readonly index: number;
  readonly id: string | null;
}

const NOWHERE: Place = { index: -1, id: null };

export type Choice = 'one' | 'range' | 'toggle' | 'none';

export function useMessageKeys(options: MessageKeysOptions) {
  const { filter, list, total, selection, onSelect, onProblem } = options;
  const [kept, setPlace] = useState<Place & { filter: QueueFilter }>({ ...NOWHERE, filter });
  const place = kept.filter === filter ? kept : NOWHERE;
  const anchor = useRef(0);
  const asked = useRef(0);
  const active = Math.min(whereabouts(list, place), total - 1);

  function select(next: Selection): void {
    asked.current += 1;
    onProblem(null);
    onSelect(next);
  }

  async function selectRange(from: number, to: number): Promise<void> {
    const read = readBetween(list, from, to);
    if (read) return select(selectionOf(read));
    if (from === 0 && to === total - 1) return select(ALL);
    if (to - from >= MOST_SELECTED) {
      const most = MOST_SELECTED.toLocaleString('en');
      return onProblem(
        `At most ${most} can be selected one by one. Ctrl+A selects all that match.`,
      );
    }
    const turn = (asked.current += 1);
    try {
      const ids = await idsBetween(filter, from, to);
      if (turn === asked.current) select(selectionOf(ids));
    } catch (fault) {
      onProblem(faultText(fault));
    }
  }

  function choose(index: number, choice: Choice): void {
    const id = list.rowAt(index)?.id ?? null;
    setPlace({ index, id, filter });
    if (choice === 'none') return;
    if (choice === 'range') {
      const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
      return void selectRange(from, to);
    }
    anchor.current = index;
    if (choice === 'one')
      return id === null ? void selectRange(index, index) : select(selectionOf([id]));
    const read = list.read.map((row) => row.id);
    if (id !== null) select(toggled(selection, id, read));
  }

  function target(key: string): number | null {
    const last = total - 1;
    if (key === 'ArrowDown') return Math.min(active + 1, last);
    if (key === 'ArrowUp') return Math.max(active - 1, 0);
    if (key === 'PageDown') return Math.min(Math.max(active, 0) + options.pageRows, last);
    if (key === 'PageUp') return Math.max(active - options.pageRows, 0);
    if (key === 'Home') return 0;
    return key === 'End' ? last : null;
  }

  function act({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
    const command = ctrlKey || metaKey;
    const index = target(key);
    if (index !== null && total > 0) choose(index, shiftKey ? 'range' : command ? 'none' : 'one');
    else if (key === 'a' && command) select(ALL);
    else if (key === ' ' && active >= 0) choose(active, 'toggle');
    else if (key === 'Escape') select(NOTHING);
    else if (key === 'Delete') options.onDelete();
    else if (key === 'Enter' && !command && active >= 0) {
      const row = list.rowAt(active);
      if (row) options.onOpen(row.id);
    } else return false;
    return true;
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!act(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return { active, choose, onKeyDown };
}

/** Where the active message stands now: others before it may have left. */
function whereabouts(list: Messages, { index, id }: Place): number {
  if (id === null || list.rowAt(index)?.id === id) return index;
  const near = list.read.length + 1;
  for (let by = 1; by <= near; by += 1) {
    if (list.rowAt(index - by)?.id === id) return index - by;
  }
  return index;
}
