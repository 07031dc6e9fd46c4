/** A document that another administrator applied while this draft of it was open: what each changed, and the two ways on. */
import { useMemo } from 'react';
import type { DraftDocument } from '../../draft/apply.js';
import { mergeDelivery } from '../../draft/delivery-changes.js';
import { useDraft, type Draft } from '../../draft/draft.js';
import { mergeRules, type MergeItem } from '../../draft/merge.js';

export interface Conflict {
  /** Who applied what, as `maria applied revision 13`. */
  readonly what: string;
  /** When, where that is known. */
  readonly at: string | null;
  readonly items: readonly MergeItem[];
  /** Puts my changes on top of theirs; says what stands then. */
  readonly keepMine: () => string;
  readonly takeTheirs: () => string;
  /** Undoes `takeTheirs`. */
  readonly undo: () => void;
}

/** Null while nobody else applied anything. */
export function useConflict(document: DraftDocument): Conflict | null {
  const { routing, delivery } = useDraft();
  return useMemo(
    () => (document === 'routing' ? ofRules(routing) : ofSettings(delivery)),
    [document, routing, delivery],
  );
}

function ofRules(routing: Draft['routing']): Conflict | null {
  const { base, value, newer } = routing;
  if (!base || !value || !newer) return null;
  const { revision, author, at, rules: theirs } = newer.document;
  const { rules, items } = mergeRules(base.document.rules, value, theirs);
  return {
    what: `${author} applied revision ${revision}`,
    at,
    items,
    keepMine: () => {
      routing.rebase(newer, rules);
      return `Your changes stand on top of revision ${revision}. They are not applied yet.`;
    },
    takeTheirs: () => {
      routing.drop();
      return `Your draft is dropped: you see revision ${revision}.`;
    },
    undo: () => routing.rebase(base, value),
  };
}

function ofSettings(delivery: Draft['delivery']): Conflict | null {
  const { base, value, newer } = delivery;
  if (!base || !value || !newer) return null;
  const { settings, items } = mergeDelivery(base.document, value, newer.document);
  return {
    what: 'Another administrator applied other settings on Connections',
    at: null,
    items,
    keepMine: () => {
      delivery.rebase(newer, settings);
      return 'Your changes stand on top of theirs. They are not applied yet.';
    },
    takeTheirs: () => {
      delivery.drop();
      return 'Your draft of Connections is dropped: you see their settings.';
    },
    undo: () => delivery.rebase(base, value),
  };
}
