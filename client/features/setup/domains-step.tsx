/** Which mail is ours: the site domain, and the domains whose mail is taken in. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { readRerouteTo } from '../../../shared/rules/schema.js';
import type { SetupProgress } from '../../../shared/api/setup-progress.js';
import { faultText } from '../../api/request.js';
import { checkNames } from '../../api/setup.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { ProblemLine } from '../../components/problem.js';
import { TextArea } from '../../components/text-area.js';
import { useDraft } from '../../draft/draft.js';
import { inboundDomains, readDomains, withInbound } from './domain-lines.js';
import { NamesFound } from './names-found.js';
import { StepFoot } from './step-foot.js';
import { useStep } from './use-step.js';

export function DomainsStep({ progress }: { readonly progress: SetupProgress }) {
  const draft = useDraft();
  const actions = useStep('domains');
  const { delivery, routing } = draft;
  // Rows as they stood: what is half typed must not take one away, nor its note.
  const [stood] = useState(() => routing.value!.routes);
  const [text, setText] = useState(() => inboundDomains(stood).join('\n'));
  const [judged, judge] = useState(false);
  const looking = useMutation({ mutationFn: checkNames });
  const { siteDomain } = delivery.value!;
  const site = readRerouteTo(siteDomain);
  const { domains, problem } = readDomains(text);
  const change = (next: string) => {
    setText(next);
    const read = readDomains(next);
    routing.update((rules) => ({ ...rules, routes: withInbound(stood, read.domains) }));
  };
  const next = () => {
    judge(true);
    if (!problem && site.ok) actions.next();
  };
  const named = domains.map((domain) => domain.replace(/^[#.]/, ''));
  return (
    <>
      <p className="lead">
        This server is <b className="nb">{progress.hostname}</b>
        {progress.hostnameFrom === null
          ? ', as the system calls it. GATEPOST_HOSTNAME gives it another name.'
          : `, by ${progress.hostnameFrom}.`}{' '}
        That is how it greets and what it calls itself to other hosts.
      </p>
      <div className="step-fields">
        <Field
          label="&Site domain"
          value={siteDomain}
          onChange={(value) => delivery.set({ ...delivery.value!, siteDomain: value })}
          problem={judged && !site.ok ? { message: site.message } : null}
          hint="Added to addresses without a domain, and the name on bounces."
          help="site-domain"
        />
        <TextArea
          first
          label="&Domains whose mail is ours"
          rows={4}
          value={text}
          onChange={change}
          placeholder="example.com"
          problem={judged ? problem : null}
          hint="One a line, with the names below each. Mail for them is taken from everybody."
        />
        <div className="btns">
          <Button
            label={looking.isPending ? 'Looking up…' : 'Look &up in DNS'}
            disabled={looking.isPending}
            onPress={() => looking.mutate(named.slice(0, 20))}
          />
        </div>
        {looking.error !== null && <ProblemLine>{faultText(looking.error)}</ProblemLine>}
        {looking.data && <NamesFound found={looking.data} />}
      </div>
      <StepFoot actions={actions} label="&Next: Inbound Host" onNext={next} />
    </>
  );
}
