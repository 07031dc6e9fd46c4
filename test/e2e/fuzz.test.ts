/**
 * Whoever talks to Gatepost, saying whatever grammars and mutations come up with: peers, next hops, account
 * stores, callers of the API, all at once. `npm run soak -- --fuzz` goes on for longer.
 * Threats: T1, T4, T5, T6, T7, T22, T23.
 */
import { describe, expect, test } from 'vitest';
import { corpusOf } from '../fuzz/corpus.js';
import { findingText, fuzz, type Fuzzer } from '../fuzz/fuzzer.js';
import { API } from '../fuzz/targets/api.js';
import { NEXT_HOPS } from '../fuzz/targets/next-hops.js';
import { PEERS_FUZZER } from '../fuzz/targets/peers.js';
import { STORES } from '../fuzz/targets/stores.js';

const MILLISECONDS = 5000;

describe.concurrent.each<[string, Fuzzer]>([
  [
    'no peer makes the relay accept what the rules refuse, lose mail or stop answering',
    PEERS_FUZZER,
  ],
  ['no next hop makes mail count as delivered that it has not had, or wait for ever', NEXT_HOPS],
  ['no account store lets anybody in without saying so, or keeps a logon waiting', STORES],
  ['no body makes the console fail, tell a secret or change what it refuses', API],
])('%s', (_, fuzzer) => {
  test(fuzzer.about, async () => {
    const seed = Date.now() % 1_000_000;
    const seeds = corpusOf(fuzzer.name);
    const report = await fuzz(fuzzer, { seed, milliseconds: MILLISECONDS, seeds });
    expect(report.findings.map(findingText), `seed ${seed}`).toEqual([]);
    expect(report.runs).toBeGreaterThan(seeds.length);
  });
});
