import { Link } from 'react-router';
import type { DecisionDetail } from '../../shared/api/decisions.js';
import { useMay } from '../access/access.js';
import { Button } from '../components/button.js';
import { explanationAddress, tryAddress } from './log-address.js';
import { useKeepExpectation } from './use-keep-expectation.js';

interface DecisionButtonsProps {
  readonly reference: string;
  readonly detail: DecisionDetail | undefined;
  /** It is explained where the buttons stand. */
  readonly explained?: boolean;
}

/** What can be done with any decision. A logon or a limit asks the rules nothing, and is neither tried nor expected. */
export function DecisionButtons({ reference, detail, explained }: DecisionButtonsProps) {
  const keep = useKeepExpectation(detail);
  const drafts = useMay('administrator');
  const asksRules = detail === undefined || detail.row.kind === 'recipient';
  return (
    <>
      {!explained && (
        <Link className="btn" to={explanationAddress(reference)}>
          Explain
        </Link>
      )}
      {drafts && asksRules && (
        <Link className="btn" to={tryAddress(reference)}>
          Try it
        </Link>
      )}
      {drafts && asksRules && (
        <Button
          label="Keep as expectation"
          disabled={keep === null}
          onPress={() => keep?.()}
          help="expectation"
        />
      )}
    </>
  );
}
