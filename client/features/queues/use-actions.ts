/** From the press to the job: what is asked first, and what is then begun. */
import { useState } from 'react';
import type { QueueAction, QueueFilter } from '../../../shared/api/queue.js';
import type { Jobs } from './use-jobs.js';
import { asRequest, countOf, type Selection } from './selection.js';

export interface Asked {
  readonly action: QueueAction;
  readonly selection: Selection;
  readonly filter: QueueFilter;
  readonly count: number;
  /** ` to example.net`, or nothing. */
  readonly to: string;
}

export interface Actions {
  /** What the dialog asks about. */
  readonly asked: Asked | null;
  readonly act: (what: Omit<Asked, 'count'> & { readonly total: number }) => void;
  readonly confirm: () => void;
  readonly cancel: () => void;
}

export function useActions(jobs: Jobs): Actions {
  const [asked, ask] = useState<Asked | null>(null);
  const begin = ({ action, selection, filter, to }: Asked) =>
    jobs.begin({ action, selection: asRequest(selection, filter) }, to);
  return {
    asked,
    act: ({ total, ...what }) => {
      const count = countOf(what.selection, total);
      if (count === 0) return;
      if (asks(what.action, what.selection)) ask({ ...what, count });
      else begin({ ...what, count });
    },
    confirm: () => {
      if (asked) begin(asked);
      ask(null);
    },
    cancel: () => ask(null),
  };
}

/** What cannot be undone, and what acts on more than was pointed at. */
export function asks(action: QueueAction, selection: Selection): boolean {
  return action === 'bounce' || action === 'delete' || selection.kind === 'all';
}
