/** The replay of a rule set over recorded traffic: asked once it has stood still for a moment. */
import { useEffect, useState } from 'react';
import type { Preview } from '../../../shared/api/preview.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { postPreview } from '../../api/preview.js';

export interface Replayed {
  /** What was replayed: an answer about other rules is none about these. */
  readonly rules: Rules;
  readonly preview: Preview | null;
  readonly fault: unknown;
}

const SETTLE_MS = 300;

/** Null until it is answered for these very rules. */
export function usePreview(rules: Rules): Replayed | null {
  const [replayed, setReplayed] = useState<Replayed | null>(null);
  useEffect(() => {
    const asked = new AbortController();
    const { signal } = asked;
    const ask = async () => {
      try {
        const preview = await postPreview(rules, { signal });
        if (!signal.aborted) setReplayed({ rules, preview, fault: null });
      } catch (fault) {
        if (!signal.aborted) setReplayed({ rules, preview: null, fault });
      }
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [rules]);
  return replayed?.rules === rules ? replayed : null;
}
