/** Where our mail is kept, and whether that host answers. */
import { useMemo } from 'react';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { inboundSchema, type Inbound } from '../../../shared/api/delivery.js';
import { InboundHost } from '../../delivery/inbound-host.js';
import { HostTest } from '../../dialogue/host-test.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import { useProblems } from '../../draft/use-problems.js';
import { inboundDomains } from './domain-lines.js';
import { StepFoot } from './step-foot.js';
import { useStep } from './use-step.js';

export function InboundStep() {
  const { delivery, routing, refused } = useDraft();
  const actions = useStep('inbound');
  const { inbound } = delivery.value!;
  const found = useMemo(() => {
    const read = inboundSchema.safeParse(inbound);
    return read.success ? [] : issuesFromZod(read.error);
  }, [inbound]);
  const problems = useProblems(found, issuesAt(refused, 'delivery.inbound'));
  const [domain] = inboundDomains(routing.value!.routes);
  const set = (value: Inbound) => delivery.set({ ...delivery.value!, inbound: value });
  return (
    <>
      <p className="lead">
        Mail for the domains of the step before goes to one host: your mail server, or folders here.
      </p>
      <div className="step-fields" data-help="inbound-host">
        <InboundHost inbound={inbound} onChange={set} problems={problems} />
        <HostTest
          key={JSON.stringify(inbound)}
          label="&Test this host"
          recipient={domain === undefined ? '' : `postmaster@${domain.replace(/^[#.]/, '')}`}
          question={(recipient) => ({
            kind: 'inbound',
            inbound,
            ...(recipient !== '' && { recipient }),
          })}
        />
      </div>
      <StepFoot actions={actions} label="&Next: Who May Relay" onNext={() => actions.next()} />
    </>
  );
}
