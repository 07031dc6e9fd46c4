/** Expectations that the draft breaks: Apply waits for them. */
import { useNavigate } from 'react-router';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useConfirm } from '../../draft/confirming.js';
import { useDraft } from '../../draft/draft.js';
import { expectationName, failText } from '../../draft/expectations.js';
import { useHeld } from '../../draft/use-held.js';

const WOULD = { inbound: 'be taken in', relay: 'relay', reject: 'be rejected' } as const;

export function FailingNotice() {
  const { findings } = useDraft();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const held = useHeld() ?? [];
  const failing = held.filter(({ holds }) => !holds);
  const [first] = failing;
  if (!first) return null;
  const more = failing.length - 1;
  return (
    <div className="notes blk">
      <Notice
        kind="bad"
        actions={
          <>
            <Button label="Change the draft" onPress={() => navigate('/routing/expectations')} />
            <Button
              label="Confirm by name..."
              onPress={() => confirm(findings.filter(({ severity }) => severity === 'confirm'))}
            />
          </>
        }
      >
        <b>{failText(failing.length, held.length)}, so Apply waits.</b>{' '}
        <span className="q">
          <StrangerText text={expectationName(first.expectation)} /> would{' '}
          {WOULD[first.decision.verdict]}
          {more > 0 && `, and ${more.toLocaleString('en')} more`}.
        </span>
      </Notice>
    </div>
  );
}
