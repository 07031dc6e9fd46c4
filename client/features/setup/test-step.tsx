/** A test message: said to the relay as a stranger would, decided by the rules, followed to its destination. */
import { useState } from 'react';
import { Link } from 'react-router';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { ProblemLine } from '../../components/problem.js';
import { FateText, isWaiting } from '../../decision/fate.js';
import { explanationAddress } from '../../decision/log-address.js';
import { sentenceOf } from '../../decision/sentence.js';
import { useDecision } from '../../decision/use-decision.js';
import { DialogueLines } from '../../dialogue/dialogue-lines.js';
import { useDialogue } from '../../dialogue/use-dialogue.js';
import { useDraft } from '../../draft/draft.js';
import { inboundDomains } from './domain-lines.js';
import { StepFoot } from './step-foot.js';
import { useStep } from './use-step.js';

export function TestStep() {
  const { routing, delivery } = useDraft();
  const actions = useStep('test');
  const dialogue = useDialogue();
  const [own] = inboundDomains(routing.value!.routes);
  const domain = own?.replace(/^[#.]/, '') ?? delivery.value!.siteDomain;
  const [sender, setSender] = useState(`postmaster@${delivery.value!.siteDomain}`);
  const [recipient, setRecipient] = useState(`postmaster@${domain}`);
  const { held, running, fault } = dialogue;
  const send = () => dialogue.begin({ kind: 'message', sender, recipient });
  return (
    <>
      <p className="lead">
        A short message is said to the relay over SMTP, from this host and without logging on. The
        rules decide about it as about any other.
      </p>
      <div className="step-fields">
        <div className="two-f even">
          <Field mono label="&From" value={sender} onChange={setSender} />
          <Field mono first label="T&o" value={recipient} onChange={setRecipient} />
        </div>
        <div className="btns">
          <Button
            label={running ? 'Sending…' : '&Send the Message'}
            disabled={running || sender.trim() === '' || recipient.trim() === ''}
            onPress={send}
          />
        </div>
        {fault !== null && <ProblemLine>{faultText(fault)}</ProblemLine>}
        {held && <DialogueLines held={held} />}
        {held?.ref !== undefined && <Followed reference={held.ref} />}
      </div>
      <StepFoot actions={actions} label="Finish: &Who May Relay" onNext={actions.finish} />
    </>
  );
}

function Followed({ reference }: { readonly reference: string }) {
  const { data } = useDecision(reference, { fresh: true });
  if (!data) return null;
  const { row, fate } = data;
  return (
    <section className="followed" aria-label="What became of it" aria-live="polite">
      <p>{sentenceOf(row)}</p>
      {fate && <FateText fate={fate} queueId={isWaiting(fate) ? null : row.queueId} />}
      <p>
        <Link to={explanationAddress(reference)} target="_blank">
          Explain {reference}
        </Link>
      </p>
    </section>
  );
}
