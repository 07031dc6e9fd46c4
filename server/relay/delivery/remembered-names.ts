/**
 * Answers of DNS kept for a few seconds, so that a thousand messages for one domain ask once; those
 * that ask at the same time share one question. What was not found is asked anew each time: an
 * administrator who has mended it need not wait.
 */
import type { Answer, Names } from './resolver.js';

/** Milliseconds. */
const KEPT = 10_000;
const MOST_KEPT = 5000;

export function rememberedNames(names: Names, now: () => number = Date.now): Names {
  return {
    mx: remembered(names.mx, now),
    addresses: remembered(names.addresses, now),
    pointers: names.pointers,
    hostAddresses: remembered(names.hostAddresses, now),
  };
}

interface Kept<T> {
  readonly answer: Promise<Answer<T>>;
  until: number;
}

function remembered<T>(
  ask: (name: string) => Promise<Answer<T>>,
  now: () => number,
): (name: string) => Promise<Answer<T>> {
  const kept = new Map<string, Kept<T>>();
  return (name) => {
    const known = kept.get(name);
    if (known && known.until > now()) return known.answer;
    if (kept.size >= MOST_KEPT) kept.clear();
    const entry: Kept<T> = { answer: ask(name), until: Infinity };
    kept.set(name, entry);
    const settle = (isFound: boolean) => {
      entry.until = now() + KEPT;
      if (!isFound && kept.get(name) === entry) kept.delete(name);
    };
    entry.answer.then(
      ({ kind }) => settle(kind === 'found'),
      () => settle(false),
    );
    return entry.answer;
  };
}
