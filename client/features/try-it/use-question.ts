/** The question, typed or brought by the address: `?try=REF` fills in a decision of the log, else the fields by name. */
import { useEffect, useState, type RefObject } from 'react';
import { useSearchParams } from 'react-router';
import type { DecisionRow } from '../../../shared/api/decisions.js';
import { ApiFault, faultText } from '../../api/request.js';
import { useDecision } from '../../decision/use-decision.js';
import { NO_QUESTION, questionFrom, questionOf, type Question } from './question.js';

export interface Asking {
  readonly question: Question;
  readonly ask: (part: Partial<Question>) => void;
  /** The reference of the decision that filled in the fields; null once one is typed in. */
  readonly taken: string | null;
  /** The decision that the address names is still being read. */
  readonly reading: boolean;
  /** Why it could not be taken. */
  readonly problem: string | null;
}

/** `section` is brought into view, with the focus in its first field, when the address has brought a question. */
export function useQuestion(section: RefObject<HTMLElement | null>): Asking {
  const [params, setParams] = useSearchParams();
  const [question, setQuestion] = useState(NO_QUESTION);
  const [taken, setTaken] = useState<string | null>(null);
  const reference = params.get('try');
  const detail = useDecision(reference);
  const row = detail.data?.row;
  const usable = reference !== null && detail.data && row?.kind === 'recipient';
  const brought = usable ? questionOf(detail.data!.request) : questionFrom(params);
  const key = brought && JSON.stringify(brought);
  const [seen, setSeen] = useState<string | null>(null);
  if (key !== seen) {
    setSeen(key);
    if (brought) {
      setQuestion(brought);
      setTaken(row?.ref ?? null);
    }
  }
  useEffect(() => {
    if (key === null) return;
    // It is taken over: what is typed now is no longer what the address says.
    setParams({}, { replace: true });
    section.current?.scrollIntoView({ block: 'nearest' });
    section.current?.querySelector('input')?.focus();
  }, [key, section, setParams]);
  return {
    question,
    ask: (part) => {
      setTaken(null);
      setQuestion((now) => ({ ...now, ...part }));
    },
    taken,
    reading: reference !== null && detail.isPending,
    problem: problemOf(reference, row?.kind ?? 'recipient', detail.error),
  };
}

function problemOf(
  reference: string | null,
  kind: DecisionRow['kind'],
  fault: unknown,
): string | null {
  if (reference === null) return null;
  if (kind !== 'recipient') return `${reference} is a ${kind}: the rules are not asked for one.`;
  if (fault instanceof ApiFault && fault.status === 404) {
    return `No decision has the reference ${reference}.`;
  }
  return fault ? `The decision could not be read. ${faultText(fault)}` : null;
}
