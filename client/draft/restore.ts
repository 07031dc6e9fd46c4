/**
 * Brings the rules of an old revision back as a new one.
 *
 * Promise: the draft is not touched; it stands on what it was made from, and is compared as when another
 * administrator had applied something.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { restoreRevision } from '../api/revisions.js';
import { loaded } from '../api/routing.js';
import { outcomeOf, type Outcome } from './apply.js';
import { ROUTING_KEY } from './documents.js';

interface RestoreOptions {
  readonly note: string;
  readonly confirm: readonly string[];
  /** Of the rules in force that the administrator has seen it beside. */
  readonly etag: string;
}

export function useRestore() {
  const queries = useQueryClient();
  const [restoring, setRestoring] = useState(false);

  async function restore(
    revision: number,
    { note, confirm, etag }: RestoreOptions,
  ): Promise<Outcome> {
    setRestoring(true);
    const text = note.trim();
    try {
      const answer = await restoreRevision(
        revision,
        { ...(text === '' ? {} : { note: text }), ...(confirm.length > 0 ? { confirm } : {}) },
        etag,
      );
      queries.setQueryData(ROUTING_KEY, loaded(answer));
      const { revision: made } = answer.body;
      return answer.status === 202
        ? { kind: 'waiting', revision: made }
        : { kind: 'applied', revision: made };
    } catch (fault) {
      const outcome = outcomeOf(fault, 'routing');
      if (outcome.kind === 'stale') await queries.refetchQueries({ queryKey: ROUTING_KEY });
      return outcome;
    } finally {
      setRestoring(false);
    }
  }

  return { restore, restoring };
}
