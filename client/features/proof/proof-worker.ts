/** The proof beside the window: with 100,000 entries it takes part of a second. */
import { keepPolicy } from '../../policy.js';
import { pairsOf, type Pairs } from '../../../shared/engine/address-map.js';
import { proofOf, type Proof } from '../../../shared/engine/proof.js';
import { tidyRows, type TidyRow } from '../../../shared/engine/tidy.js';
import type { RoutingUse } from '../../../shared/api/rule-use.js';
import type { Rules } from '../../../shared/rules/schema.js';

keepPolicy();

export interface ProofQuestion {
  readonly number: number;
  /** Rules as JSON: one text is handed over quicker than 100,000 objects. */
  readonly rules: string;
  readonly use: RoutingUse | null;
  readonly at: string;
}

export interface ProofAnswer extends Omit<Proof, 'permitted' | 'never'> {
  readonly number: number;
  readonly permitted: Pairs;
  readonly never: Pairs;
  /** The first of the rows to tidy, and how many there are. */
  readonly tidy: readonly TidyRow[];
  readonly tidyCount: number;
}

const MOST_TIDY = 200;

self.addEventListener('message', ({ data }: MessageEvent<ProofQuestion>) => {
  const { number, use, at } = data;
  const rules = JSON.parse(data.rules) as Rules;
  const { permitted, never, ...proof } = proofOf(rules, at);
  const tidy = tidyRows(rules, at, use);
  const answer: ProofAnswer = {
    ...proof,
    number,
    permitted: pairsOf(permitted),
    never: pairsOf(never),
    tidy: tidy.slice(0, MOST_TIDY),
    tidyCount: tidy.length,
  };
  const buffers = [answer.rows, answer.permitted, answer.never].map(({ buffer }) => buffer);
  self.postMessage(answer, { transfer: buffers });
});
