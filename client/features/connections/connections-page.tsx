/**
 * The Connections page: the site domain, where our own mail goes and for whom, how mail for others
 * leaves, how often it is tried, and the limits.
 */
import { useMemo } from 'react';
import { deliverySchema, type Delivery } from '../../../shared/api/delivery.js';
import { issuesFromZod, type Issue } from '../../../shared/api/errors.js';
import { Field } from '../../components/field.js';
import { Part } from '../../components/part.js';
import { Skeleton } from '../../components/placeholder.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import { HostTest } from '../../dialogue/host-test.js';
import { InboundHost } from '../../delivery/inbound-host.js';
import { DnsLists } from './dns-lists.js';
import { InboundRecipients } from './inbound-recipients.js';
import { Limits } from './limits.js';
import { MessageDelivery } from './message-delivery.js';
import { PeerLimits } from './peer-limits.js';
import { Proxies } from './proxies.js';
import { Retries } from './retries.js';
import { TlsByDestination } from './tls-by-destination.js';
import { useProblems } from '../../draft/use-problems.js';

export function ConnectionsPage() {
  const draft = useDraft();
  const delivery = draft.delivery.value;
  const stored = draft.delivery.base?.document;
  const found = useMemo(() => (delivery ? problemsIn(delivery) : []), [delivery]);
  const refused = issuesAt(draft.refused, 'delivery');
  const problems = useProblems(found, refused);
  if (!delivery || !stored) return <Skeleton rows={6} />;
  const set = (part: Partial<Delivery>) => draft.delivery.set({ ...delivery, ...part });
  const settings = { delivery, onChange: set, problems };
  return (
    <div className="connections">
      <Part title="Site domain" help="site-domain">
        <div className="fields">
          <Field
            label="&Site domain"
            value={delivery.siteDomain}
            onChange={(siteDomain) => set({ siteDomain })}
            hint="Added to addresses without a domain, and the name on bounces."
            {...problems.at('siteDomain')}
          />
        </div>
      </Part>
      <Part
        title="Inbound host"
        help="inbound-host"
        lead="Where mail for rows that say <inbound> goes"
        label="Where mail for rows that say <inbound> goes"
      >
        <InboundHost
          inbound={delivery.inbound}
          onChange={(inbound) => set({ inbound })}
          problems={problems.under('inbound')}
        />
        <HostTest
          key={JSON.stringify(delivery.inbound)}
          label="Test this host"
          recipient={`postmaster@${delivery.siteDomain}`}
          question={(recipient) => ({
            kind: 'inbound',
            inbound: delivery.inbound,
            ...(recipient !== '' && { recipient }),
          })}
        />
      </Part>
      <Part
        title="Inbound recipients"
        help="recipients"
        lead="Whom inbound mail is taken for"
        label="Whom inbound mail is taken for"
      >
        <InboundRecipients
          base={stored.recipients}
          recipients={delivery.recipients}
          onChange={(recipients) => set({ recipients })}
          problems={problems.under('recipients')}
        />
      </Part>
      <Part
        title="Message Delivery"
        help="message-delivery"
        lead="How mail for all other domains leaves"
        label="How mail for all other domains leaves"
      >
        <MessageDelivery
          outbound={delivery.outbound}
          onChange={(outbound) => set({ outbound })}
          problems={problems.under('outbound')}
        />
        <HostTest
          key={JSON.stringify(delivery.outbound)}
          label="Test the way out"
          recipient=""
          recipientNeeded
          question={(recipient) => ({
            kind: 'outbound',
            outbound: delivery.outbound,
            tlsFor: delivery.tlsFor,
            recipient,
          })}
        />
        <TlsByDestination
          base={stored.tlsFor}
          entries={delivery.tlsFor}
          onChange={(tlsFor) => set({ tlsFor })}
          problem={problems.at('tlsFor').problem}
        />
      </Part>
      <Part title="Retries and time-out" help="retries">
        <Retries {...settings} />
      </Part>
      <Part title="Limits" help="limits">
        <Limits {...settings} />
      </Part>
      <Part title="Limits of peers" help="peer-limits" lead="What one peer may take of this server">
        <PeerLimits {...settings} />
      </Part>
      <Part title="DNS lists" help="dns-lists" lead="Lists that are asked about strangers">
        <DnsLists
          base={stored.dnsLists}
          lists={delivery.dnsLists}
          onChange={(dnsLists) => set({ dnsLists })}
          issues={issuesAt(refused, 'dnsLists')}
        />
      </Part>
      <Part title="Proxies" help="proxies" lead="Whose word is taken for where a peer comes from">
        <Proxies
          base={stored.proxies}
          proxies={delivery.proxies}
          onChange={(proxies) => set({ proxies })}
          issues={[...issuesAt(found, 'proxies'), ...issuesAt(refused, 'proxies')]}
        />
      </Part>
    </div>
  );
}

/** The list of recipients is left out: 10,000 addresses are read as they come in, not with every key. */
function problemsIn(delivery: Delivery): readonly Issue[] {
  const read = deliverySchema.safeParse({ ...delivery, recipients: { kind: 'any' } });
  return read.success ? [] : issuesFromZod(read.error);
}
