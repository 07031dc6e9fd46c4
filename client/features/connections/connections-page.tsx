/** The Connections page: the site domain, where our own mail goes, how mail for others leaves, how often it is tried. */
import { useId } from 'react';
import { deliverySchema, type Delivery } from '../../../shared/api/delivery.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { Field } from '../../components/field.js';
import { Legend } from '../../components/legend.js';
import { Skeleton } from '../../components/placeholder.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import {
  durationText,
  durationsText,
  readDuration,
  readDurations,
} from '../../components/duration.js';
import { InboundHost } from './inbound-host.js';
import { MessageDelivery } from './message-delivery.js';
import { ReadField } from './read-field.js';
import { useProblems } from './use-problems.js';

export function ConnectionsPage() {
  const draft = useDraft();
  const delivery = draft.delivery.value;
  const read = delivery ? deliverySchema.safeParse(delivery) : null;
  const found = read?.success === false ? issuesFromZod(read.error) : [];
  const problems = useProblems(found, issuesAt(draft.refused, 'delivery'));
  const inbound = useId();
  const outbound = useId();
  if (!delivery) return <Skeleton rows={6} />;
  const set = (part: Partial<Delivery>) => draft.delivery.set({ ...delivery, ...part });
  return (
    <div className="connections">
      <section aria-label="Site domain" data-help="site-domain">
        <Legend title="Site domain" />
        <div className="fields">
          <Field
            label="&Site domain"
            value={delivery.siteDomain}
            onChange={(siteDomain) => set({ siteDomain })}
            hint="Added to addresses without a domain, and the name on bounces."
            {...problems.at('siteDomain')}
          />
        </div>
      </section>
      <section aria-labelledby={inbound} data-help="inbound-host">
        <Legend title="Inbound host" />
        <p className="q" id={inbound} style={{ marginBottom: 10 }}>
          Where mail for rows that say &lt;inbound&gt; goes
        </p>
        <InboundHost
          inbound={delivery.inbound}
          onChange={(next) => set({ inbound: next })}
          problems={problems.under('inbound')}
        />
      </section>
      <section aria-labelledby={outbound} data-help="message-delivery">
        <Legend title="Message Delivery" />
        <p className="q" id={outbound} style={{ marginBottom: 10 }}>
          How mail for all other domains leaves
        </p>
        <MessageDelivery
          outbound={delivery.outbound}
          onChange={(next) => set({ outbound: next })}
          problems={problems.under('outbound')}
        />
      </section>
      <section aria-label="Retries and time-out" data-help="retries">
        <Legend title="Retries and time-out" />
        <div className="fields">
          <ReadField
            label="&Retry intervals"
            value={delivery.retry}
            read={readDurations}
            show={durationsText}
            unread={[NaN]}
            onChange={(retry) => set({ retry })}
            hint="After each failed attempt; the last one repeats."
            {...problems.at('retry')}
          />
          <ReadField
            label="Message &time-out"
            value={delivery.expireAfter}
            read={readDuration}
            show={durationText}
            unread={NaN}
            onChange={(expireAfter) => set({ expireAfter })}
            hint="What could not be delivered by then is returned to its sender."
            {...problems.at('expireAfter')}
          />
        </div>
      </section>
    </div>
  );
}
