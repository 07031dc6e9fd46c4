/** All fuzzers, by the name that `npm run soak -- --fuzz NAME` takes. */
import type { Fuzzer } from './fuzzer.js';
import { ADDRESSES } from './targets/addresses.js';
import { API } from './targets/api.js';
import { IMPORTS } from './targets/imports.js';
import { NEXT_HOPS } from './targets/next-hops.js';
import { PEERS_FUZZER } from './targets/peers.js';
import { STORES } from './targets/stores.js';

export const FUZZERS: readonly Fuzzer[] = [
  ADDRESSES,
  IMPORTS,
  PEERS_FUZZER,
  NEXT_HOPS,
  STORES,
  API,
];
