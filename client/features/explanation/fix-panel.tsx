/** "Smallest safe fix": one entry, its note and end, what it would do, and the way into the draft. */
import { useId, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { DecisionDetail, Neighbours } from '../../../shared/api/decisions.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { cidrToText } from '../../../shared/address/network.js';
import { Button } from '../../components/button.js';
import { ChoiceField, Field } from '../../components/field.js';
import { ADDRESSES, plainLabel } from '../../../shared/rules/labels.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { useOpenedAt } from '../../components/opened-at.js';
import { Radio } from '../../components/tick.js';
import { useToast } from '../../components/toast.js';
import { When } from '../../components/when.js';
import { useDraft } from '../../draft/draft.js';
import { ENDS, untilOf, type Ends } from './ends.js';
import { FixChecks } from './fix-checks.js';
import {
  noteFromHelo,
  proposalsFor,
  withoutPermit,
  withPermit,
  type Permit,
} from './smallest-fix.js';

const PREVIEW_PAGE = '/routing/preview';

interface FixPanelProps {
  readonly detail: DecisionDetail;
  readonly neighbours: Neighbours | null;
}

export function FixPanel({ detail, neighbours }: FixPanelProps) {
  const { row, request } = detail;
  const draft = useDraft();
  const toast = useToast();
  const navigate = useNavigate();
  const group = useId();
  const openedAt = useOpenedAt();
  const [chosen, setChosen] = useState('host');
  const [note, setNote] = useState(() => noteFromHelo(row.helo, row.peer));
  const [ends, setEnds] = useState<Ends>('never');
  const [until, setUntil] = useState('');
  const proposals = proposalsFor(row, neighbours);
  const proposal = proposals.find(({ id }) => id === chosen) ?? proposals[0];
  const rules = draft.routing.value;
  const host = draft.routing.base?.document.host;
  const network = proposal?.network ?? '';
  const fixed = useFixed(rules, network, until);
  if (!proposal || !rules || !host || !fixed) return null;
  const undated = ends === 'date' && until === '';
  const past = until !== '' && until <= openedAt;
  const put = () => {
    const entry = { network, ...(note.trim() && { note: note.trim() }), ...(until && { until }) };
    draft.routing.update((now) => withPermit(now, entry).rules);
    const ticked = fixed.ticked ? `, and the box “${plainLabel(ADDRESSES)}” is ticked` : '';
    toast({
      text: `${cidrToText(network)} is in the draft${ticked}. Apply puts it in force.`,
      undo: () => draft.routing.update((now) => withoutPermit(now, network, fixed)),
    });
  };
  const chooseEnd = (next: Ends) => {
    setEnds(next);
    setUntil(untilOf(next, new Date()));
  };
  return (
    <>
      <div className="stack" role="radiogroup" aria-label="Permit">
        {proposals.map(({ id, label, network: each, neighbours: around }) => (
          <Radio
            key={id}
            label={label}
            group={group}
            checked={id === proposal.id}
            onChoose={() => setChosen(id)}
            hint={
              around && (
                <>
                  {around.peers.toLocaleString('en')} peers there were refused since{' '}
                  <When at={around.since} />
                </>
              )
            }
          >
            <span className="m q">{cidrToText(each)}</span>
          </Radio>
        ))}
      </div>
      <div className="note-end">
        <Field label="Note" value={note} onChange={setNote} />
        <ChoiceField label="Ends" value={ends} options={ENDS} onChange={chooseEnd} />
        {ends === 'date' && (
          <Field
            label="Date"
            type="datetime-local"
            value={localTime(until)}
            onChange={(text) => setUntil(instantFromLocal(text))}
            problem={past ? { message: 'That is past: it would permit nobody.' } : null}
          />
        )}
      </div>
      <FixChecks
        key={`${network} ${until}`}
        draft={rules}
        fixed={fixed.rules}
        host={host}
        request={request}
        changed={draft.ruleChanges > 0}
      />
      {fixed.ticked && (
        <p className="hint">
          The box “{plainLabel(ADDRESSES)}” is not ticked in the draft: it is ticked with it, and
          then all of its entries permit.
        </p>
      )}
      <div className="btns">
        <Button kind="go" label="Put into the draft" disabled={undated || past} onPress={put} />
        <Button
          label="Preview..."
          disabled={undated || past}
          onPress={() => {
            put();
            navigate(PREVIEW_PAGE);
          }}
        />
      </div>
    </>
  );
}

/** The draft with the entry, but without its note: that changes nothing that is checked. */
function useFixed(rules: Rules | null, network: string, until: string): Permit | null {
  return useMemo(
    () => rules && withPermit(rules, { network, ...(until && { until }) }),
    [rules, network, until],
  );
}
