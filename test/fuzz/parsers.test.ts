/**
 * What is read from a text, tried with what grammars and mutations come up with; `npm run soak -- --fuzz` goes on.
 * Threats: T1.
 */
import { describe, expect, test } from 'vitest';
import { corpusOf } from './corpus.js';
import { findingText, fuzz, type Fuzzer } from './fuzzer.js';
import { ADDRESSES } from './targets/addresses.js';
import { IMPORTS } from './targets/imports.js';

const MILLISECONDS = 3000;

describe.each<Fuzzer>([ADDRESSES, IMPORTS])('$name', (fuzzer) => {
  test('nothing that is tried breaks a reader, or is read in two ways', async () => {
    const seed = Date.now() % 1_000_000;
    const report = await fuzz(fuzzer, {
      seed,
      milliseconds: MILLISECONDS,
      seeds: corpusOf(fuzzer.name),
    });
    expect(report.findings.map(findingText), `seed ${seed}`).toEqual([]);
    expect(report.runs).toBeGreaterThan(corpusOf(fuzzer.name).length);
  });
});
