/** The replay of a rule set over recorded traffic: asked at once, and again when another has stood still for a moment. */
import { useEffect, useRef, useState } from 'react';
import { PREVIEW_DAYS, type Preview } from '../../shared/api/preview.js';
import type { Rules } from '../../shared/rules/schema.js';
import { postPreview } from '../api/preview.js';

export interface Replayed {
  readonly preview: Preview | null;
  readonly fault: unknown;
}

interface PreviewOptions {
  /** How far back. */
  readonly days?: number;
  /** Asks again where it is another one than before. */
  readonly turn?: string;
}

/** An answer, and what it is about: one about other rules is none about these. */
interface Answer extends Replayed {
  readonly rules: Rules;
  readonly days: number;
  readonly turn: string;
}

const SETTLE_MS = 300;
const DAY_MS = 86_400_000;

/** Null until it is answered for these very rules. */
export function usePreview(
  rules: Rules,
  { days = PREVIEW_DAYS, turn = '' }: PreviewOptions = {},
): Replayed | null {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const asked = useRef(false);
  useEffect(() => {
    const asking = new AbortController();
    const { signal } = asking;
    const since = new Date(Date.now() - days * DAY_MS).toISOString();
    const ask = async () => {
      asked.current = true;
      try {
        const preview = await postPreview(rules, { since, signal });
        if (!signal.aborted) setAnswer({ rules, days, turn, preview, fault: null });
      } catch (fault) {
        if (!signal.aborted) setAnswer({ rules, days, turn, preview: null, fault });
      }
    };
    const timer = setTimeout(() => void ask(), asked.current ? SETTLE_MS : 0);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [rules, days, turn]);
  const { rules: about, days: back, turn: when } = answer ?? {};
  return about === rules && back === days && when === turn ? answer : null;
}
