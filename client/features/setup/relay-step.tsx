/** Who may relay: the host's own networks are offered; what is public is said before it is ticked. */
import { useState } from 'react';
import { cidrToText } from '../../../shared/address/network.js';
import type { HostNetwork, SetupProgress } from '../../../shared/api/setup-progress.js';
import { publicPermit } from '../../../shared/engine/permitted.js';
import { ADDRESSES, AUTHENTICATED, plainLabel } from '../../../shared/rules/labels.js';
import {
  FIRST_RULES,
  type NetworkEntry,
  type Restrictions,
  type Rules,
} from '../../../shared/rules/schema.js';
import { literalLabel } from '../../components/access-key.js';
import { Notice } from '../../components/notice.js';
import { TextArea } from '../../components/text-area.js';
import { CheckBox } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { othersOf, readTyped, withPermitted } from './permitted-networks.js';
import { StepFoot } from './step-foot.js';
import { useStep } from './use-step.js';

const OWN_HOST: HostNetwork = { network: '127.0.0.0/8', interface: 'lo', address: '127.0.0.1' };

export function RelayStep({ progress }: { readonly progress: SetupProgress }) {
  const { routing } = useDraft();
  const actions = useStep('relay');
  const rules = routing.value!;
  const { authenticated, addresses } = rules.restrictions;
  const offered = [OWN_HOST, ...progress.networks];
  const [stood] = useState(addresses);
  const offers = new Set(offered.map(({ network }) => network));
  const [others, setOthers] = useState(() => othersOf(stood, offers));
  const [judged, judge] = useState(false);
  const typed = readTyped(others);
  const ticked = addresses.entries.filter(({ network }) => offers.has(network));
  const open = publicPermit(rules);

  const permit = (wanted: readonly NetworkEntry[]) =>
    routing.update((now) => withPermitted(now, stood, wanted));
  const tick = (network: string, on: boolean) => {
    const left = ticked.filter((each) => each.network !== network);
    permit([...left, ...(on ? [{ network }] : []), ...typed.entries]);
  };
  const type = (text: string) => {
    setOthers(text);
    permit([...ticked, ...readTyped(text).entries]);
  };
  const restrict = (part: Partial<Restrictions>) =>
    routing.update((now) => ({ ...now, restrictions: { ...now.restrictions, ...part } }));
  const next = () => {
    judge(true);
    if (!typed.problem) actions.next();
  };
  return (
    <>
      <p className="lead">
        A server that relays for strangers, an open relay, is found within hours and listed as a
        source of unsolicited mail. So nobody relays until you say so: those who log on, and those
        with the addresses that you tick.
      </p>
      <div className="step-fields">
        <CheckBox
          label={AUTHENTICATED}
          checked={authenticated}
          onChange={(on) => restrict({ authenticated: on })}
          hint="POP3 and IMAP4 users, applications with an account. Accounts are on the Security page."
          help="authenticated"
        />
        <fieldset data-help="addresses">
          <legend className="sr">{plainLabel(ADDRESSES)}</legend>
          <CheckBox
            label={ADDRESSES}
            checked={addresses.enabled}
            onChange={(enabled) => restrict({ addresses: { ...addresses, enabled } })}
          />
          {offered.map((each) => (
            <CheckBox
              key={`${each.network} ${each.interface}`}
              label={literalLabel(cidrToText(each.network))}
              checked={ticked.some(({ network }) => network === each.network)}
              onChange={(on) => tick(each.network, on)}
              hint={remarkOf(each)}
            />
          ))}
        </fieldset>
        <TextArea
          label="&Others, one a line"
          rows={3}
          value={others}
          onChange={type}
          placeholder="IP=10.1.3.0, MASK=255.255.255.0"
          problem={judged ? typed.problem : null}
          hint="Printers, scanners, applications: any form of an address or a network."
        />
        {open.size > 0n && (
          <Notice kind="warn">
            {open.text} may relay without logging on.{' '}
            {open.isOpenRelay
              ? 'That is an open relay: it is applied only when you confirm it.'
              : 'Whoever has one of them sends through this server.'}
          </Notice>
        )}
      </div>
      <StepFoot actions={actions} label="&Next: Test Message" onNext={next} />
    </>
  );
}

function remarkOf({ interface: name, address, network }: HostNetwork): string {
  if (name === 'lo') return 'Programs on this host itself.';
  const open = publicPermit(permitting(network));
  const where = `${name}: this host is ${address}.`;
  return open.size === 0n
    ? where
    : `${where} Public: ${open.text}, strangers among them, as it seems.`;
}

function permitting(network: string): Rules {
  const addresses = { enabled: true, entries: [{ network }] };
  return { ...FIRST_RULES, restrictions: { ...FIRST_RULES.restrictions, addresses } };
}
