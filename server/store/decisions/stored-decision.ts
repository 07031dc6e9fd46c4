/** A decision as it is kept: the log's row before references and revisions are put in. */
import type { DecisionRow } from '../../../shared/api/decisions.js';

export interface StoredDecision extends Omit<DecisionRow, 'ref' | 'at' | 'revision'> {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Names the revision and host it was decided under (table `enforcement`). */
  readonly enforcement: number;
  /** The recipient as it came, where it is delivered otherwise. */
  readonly given: string | null;
  readonly smtputf8: boolean;
}
