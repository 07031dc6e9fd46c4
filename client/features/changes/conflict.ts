/** A document that another administrator applied while this draft of it was open: what each changed, and the two ways on. */
import { useMemo } from 'react';
import {
  SETTINGS,
  type DraftDocument,
  type SettingsDocuments,
  type SettingsName,
} from '../../draft/documents.js';
import { useDraft, type Draft, type SettingsDrafts } from '../../draft/draft.js';
import { mergeRules, type MergeItem } from '../../draft/merge.js';
import { mergeSettings } from '../../draft/settings-changes.js';

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
  const draft = useDraft();
  return useMemo(
    () => (document === 'routing' ? ofRules(draft.routing) : ofSettings(draft, document)),
    [document, draft],
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

function ofSettings<N extends SettingsName>(drafts: SettingsDrafts, name: N): Conflict | null {
  const { page, words }: SettingsDocuments[N] = SETTINGS[name];
  const { base, value, newer, rebase, drop }: SettingsDrafts[N] = drafts[name];
  if (!base || !value || !newer) return null;
  const { settings, items } = mergeSettings(words, base.document, value, newer.document);
  return {
    what: `Another administrator applied other settings on ${page}`,
    at: null,
    items,
    keepMine: () => {
      rebase(newer, settings);
      return 'Your changes stand on top of theirs. They are not applied yet.';
    },
    takeTheirs: () => {
      drop();
      return `Your draft of ${page} is dropped: you see their settings.`;
    },
    undo: () => rebase(base, value),
  };
}
