/** Which messages are selected: some by their ids, or all that the filter matches, read or not. */
import type { QueueActionRequest, QueueFilter } from '../../../shared/api/queue.js';

export type Selection =
  { readonly kind: 'some'; readonly ids: ReadonlySet<string> } | { readonly kind: 'all' };

/** As many ids go into one action (`queueActionSchema`). */
export const MOST_SELECTED = 10_000;

export const NOTHING: Selection = { kind: 'some', ids: new Set() };
export const ALL: Selection = { kind: 'all' };

export function selectionOf(ids: Iterable<string>): Selection {
  return { kind: 'some', ids: new Set(ids) };
}

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'all' || selection.ids.has(id);
}

export function countOf(selection: Selection, total: number): number {
  return selection.kind === 'all' ? total : selection.ids.size;
}

/** One more or one less. Of all, what is read stays, without this one. */
export function toggled(selection: Selection, id: string, read: readonly string[]): Selection {
  const ids = new Set(selection.kind === 'all' ? read : selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: 'some', ids };
}

/** Without what has left the queue, where all of it is read. */
export function still(selection: Selection, present: readonly string[]): Selection {
  if (selection.kind === 'all') return selection;
  const kept = present.filter((id) => selection.ids.has(id));
  return kept.length === selection.ids.size ? selection : selectionOf(kept);
}

export function asRequest(
  selection: Selection,
  filter: QueueFilter,
): QueueActionRequest['selection'] {
  return selection.kind === 'all' ? { filter } : { ids: [...selection.ids] };
}
