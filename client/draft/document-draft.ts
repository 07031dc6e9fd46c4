/**
 * A draft of one document: nothing until something is changed, then the value beside the document it
 * was made from. While there is no draft the document follows the server.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { same } from '../../shared/rules/same.js';
import type { Loaded } from '../api/routing.js';

interface Edit<D, V> {
  readonly base: Loaded<D>;
  readonly value: V;
}

export interface DocumentDraft<D, V> {
  /** What the draft was made from; null until the document is read. */
  readonly base: Loaded<D> | null;
  readonly value: V | null;
  readonly changed: boolean;
  /** What the server has now, where that is another than `base`. */
  readonly newer: Loaded<D> | null;
  readonly set: (value: V) => void;
  /** Changes whatever the draft is when it is called, which for an Undo is later. */
  readonly update: (change: (value: V) => V) => void;
  readonly drop: () => void;
  /** Puts a value on top of another state of the document. */
  readonly rebase: (base: Loaded<D>, value: V) => void;
}

export function useDocumentDraft<D, V>(
  latest: Loaded<D> | undefined,
  valueOf: (document: D) => V,
): DocumentDraft<D, V> {
  const [edit, setEdit] = useState<Edit<D, V> | null>(null);
  const newest = useRef(latest);
  useEffect(() => {
    newest.current = latest;
  });
  return useMemo(() => {
    const base = edit?.base ?? latest ?? null;
    const rebase = (on: Loaded<D>, value: V) =>
      setEdit(same(value, valueOf(on.document)) ? null : { base: on, value });
    return {
      base,
      value: edit ? edit.value : base && valueOf(base.document),
      changed: edit !== null,
      newer: edit && latest && latest.etag !== edit.base.etag ? latest : null,
      set: (value) => base && rebase(base, value),
      update: (change) =>
        setEdit((now) => {
          const on = now?.base ?? newest.current;
          if (!on) return now;
          const changed = change(now ? now.value : valueOf(on.document));
          return same(changed, valueOf(on.document)) ? null : { base: on, value: changed };
        }),
      drop: () => setEdit(null),
      rebase,
    };
  }, [edit, latest, valueOf]);
}
