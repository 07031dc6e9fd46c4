/** What the check of recipients asks of a next hop; `relay.ts` hands it over from delivery. */
import type { NextHop } from '../../../shared/engine/decision.js';

/** `unclear`: an answer that is not about this name, or not final. */
export type HostAnswer = 'exists' | 'unknown' | 'unclear';

/**
 * Asks the host behind an inbound next hop whom it takes, one answer for each address. `everybody`:
 * it takes all there are; `unreachable`: it could not be asked.
 */
export type AskHost = (
  nextHop: NextHop,
  addresses: readonly string[],
) => Promise<readonly HostAnswer[] | 'everybody' | 'unreachable'>;
