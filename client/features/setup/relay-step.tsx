/** Who may relay: the host's own networks are offered; what is public is said before it is ticked. */
import { useState } from 'react';
import { cidrToText } from '../../../shared/address/network.js';
import type { HostNetwork, SetupProgress } from '../../../shared/api/setup-progress.js';
import { publicPermit } from '../../../shared/engine/permitted.js';
import { AUTHENTICATED } from '../../../shared/rules/labels.js';
import type { NetworkEntry, Rules } from '../../../shared/rules/schema.js';
import { readNetwork } from '../../../shared/rules/schema.js';
import { literalLabel } from '../../components/access-key.js';
import { Notice } from '../../components/notice.js';
import type { FieldProblem } from '../../components/problem.js';
import { TextArea } from '../../components/text-area.js';
import { CheckBox } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { StepFoot } from './step-foot.js';
import { useStep } from './use-step.js';

const OWN_HOST: HostNetwork = { network: '127.0.0.0/8', interface: 'lo', address: '127.0.0.1' };

export function RelayStep({ progress }: { readonly progress: SetupProgress }) {
  const { routing } = useDraft();
  const actions = useStep('relay');
  const rules = routing.value!;
  const { authenticated, addresses } = rules.restrictions;
  const offered = [OWN_HOST, ...progress.networks];
  const [others, setOthers] = useState(() => othersOf(addresses.entries, offered).join('\n'));
  const [judged, judge] = useState(false);
  const read = readLines(others);
  const permits = (network: string) => addresses.entries.some((each) => each.network === network);
  const open = publicPermit(rules);

  const tick = (network: string, on: boolean) =>
    routing.update((now) =>
      withEntries(now, on ? add(now, [network]) : drop(now, (each) => each === network)),
    );
  const type = (text: string) => {
    setOthers(text);
    const known = new Set(offered.map(({ network }) => network));
    routing.update((now) => {
      const kept = drop(now, (each) => !known.has(each));
      return withEntries(now, [...kept, ...entriesOf(now, readLines(text).networks)]);
    });
  };
  const next = () => {
    judge(true);
    if (!read.problem) actions.next();
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
          onChange={(on) =>
            routing.update((now) => ({
              ...now,
              restrictions: { ...now.restrictions, authenticated: on },
            }))
          }
          hint="POP3 and IMAP4 users, applications with an account. Accounts are on the Security page."
          help="authenticated"
        />
        <fieldset data-help="addresses">
          <legend>Hosts and clients in these networks</legend>
          {offered.map((each) => (
            <CheckBox
              key={`${each.network} ${each.interface}`}
              label={literalLabel(cidrToText(each.network))}
              checked={permits(each.network)}
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
          problem={judged ? read.problem : null}
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
  return {
    reroute: true,
    routes: [],
    restrictions: {
      authenticated: false,
      addresses: { enabled: true, entries: [{ network }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
    expectations: [],
  };
}

function othersOf(entries: readonly NetworkEntry[], offered: readonly HostNetwork[]): string[] {
  const known = new Set(offered.map(({ network }) => network));
  return entries
    .filter(({ network }) => !known.has(network))
    .map(({ network }) => cidrToText(network));
}

function readLines(text: string): {
  readonly networks: readonly string[];
  readonly problem: FieldProblem | null;
} {
  const networks: string[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const read = readNetwork(line);
    if (!read.ok) {
      const [suggestion] = read.suggestions;
      const message = suggestion ? `${read.message} Nearest: ${suggestion}` : read.message;
      return { networks, problem: { message } };
    }
    networks.push(read.value);
  }
  return { networks: [...new Set(networks)], problem: null };
}

function drop({ restrictions }: Rules, gone: (network: string) => boolean): NetworkEntry[] {
  return restrictions.addresses.entries.filter(({ network }) => !gone(network));
}

function add(rules: Rules, networks: readonly string[]): NetworkEntry[] {
  return [...rules.restrictions.addresses.entries, ...entriesOf(rules, networks)];
}

/** As they stand, with note and end, where they do. */
function entriesOf({ restrictions }: Rules, networks: readonly string[]): NetworkEntry[] {
  const { entries } = restrictions.addresses;
  return networks.map((network) => entries.find((each) => each.network === network) ?? { network });
}

/** A list with entries is meant to count; an empty one permits nobody. */
function withEntries(rules: Rules, entries: NetworkEntry[]): Rules {
  const addresses = { enabled: entries.length > 0, entries };
  return { ...rules, restrictions: { ...rules.restrictions, addresses } };
}
