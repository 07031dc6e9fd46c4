/** What goes with the next Apply of rules: a note for the revision, and a watch over it. Kept with the draft. */
import { watchSchema, type WatchWish } from '../../shared/api/routing.js';

export interface ApplyTerms {
  readonly note: string;
  readonly watched: boolean;
  /** As typed. */
  readonly minutes: string;
  readonly rollBack: boolean;
}

export const NO_TERMS: ApplyTerms = { note: '', watched: false, minutes: '10', rollBack: false };

export const MOST_NOTE = 500;

/** Null for a number of minutes that cannot be. */
export function watchOf({ minutes, rollBack }: ApplyTerms): WatchWish | null {
  const typed = /^\s*\d{1,4}\s*$/.test(minutes) ? Number(minutes) : NaN;
  const wish = watchSchema.safeParse({ minutes: typed, rollBack });
  return wish.success ? wish.data : null;
}

/** The parts of the body that say so. */
export function withTerms(terms: ApplyTerms): {
  readonly note?: string;
  readonly watchFor?: WatchWish;
} {
  const note = terms.note.trim();
  const watch = terms.watched ? watchOf(terms) : null;
  return { ...(note === '' ? {} : { note }), ...(watch ? { watchFor: watch } : {}) };
}
