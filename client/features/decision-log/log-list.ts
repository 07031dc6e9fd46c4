/** What both shapes of the log, table and three-line rows, are given. */
import type { DecisionRow } from '../../../shared/api/decisions.js';
import type { FilterName } from '../../decision/log-address.js';

export interface LogListProps {
  readonly rows: readonly DecisionRow[];
  readonly fresh: ReadonlySet<string>;
  readonly opened: string | undefined;
  readonly onOpen: (ref: string | null) => void;
  readonly onFilter: (name: FilterName, value: string) => void;
}
