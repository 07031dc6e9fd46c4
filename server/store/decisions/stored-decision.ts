/** A decision as it is kept: the log's row before references and revisions are put in. */
import type { DecisionRow } from '../../../shared/api/decisions.js';
import type { RecipientState } from '../../../shared/api/queue.js';

export interface StoredDecision extends Omit<DecisionRow, 'ref' | 'at' | 'revision'> {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Names the revision and host it was decided under (table `enforcement`). */
  readonly enforcement: number;
  /** Every rule that matched, in text form; absent: the one that decided. */
  readonly rules?: readonly string[];
  /** The recipient as it came, where it is delivered otherwise. */
  readonly given: string | null;
  readonly smtputf8: boolean;
}

/** What became of a recipient that was taken in, once that has ended. */
export interface StoredFate {
  readonly queueId: string;
  /** As it was to be delivered. */
  readonly recipient: string;
  readonly state: RecipientState;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly attempts: number;
  readonly host: string | null;
  readonly reply: string;
}
