/** Alerts: what is raised now, what raises one, and the ways by which it is said. Part of the draft. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { alertsSchema, type Alerts, type AlertWay } from '../../../shared/api/alerts.js';
import { issuesFromZod } from '../../../shared/api/errors.js';
import { ALERTS_STATE_KEY, getAlertsState } from '../../api/alerts.js';
import { Part } from '../../components/part.js';
import { Skeleton } from '../../components/placeholder.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import { useProblems } from '../../draft/use-problems.js';
import { AlertConditions } from './alert-conditions.js';
import { AlertStand } from './alert-stand.js';
import { CommandWay } from './command-way.js';
import { MailWay } from './mail-way.js';
import { WayStand } from './way-stand.js';
import { WayTest } from './way-test.js';
import { WebhookWay } from './webhook-way.js';

const ASK_MS = 5000;

export function AlertsPart() {
  const draft = useDraft();
  const alerts = draft.alerts.value;
  const state = useQuery({
    queryKey: ALERTS_STATE_KEY,
    queryFn: ({ signal }) => getAlertsState(signal),
    refetchInterval: ASK_MS,
  });
  const found = useMemo(() => {
    const read = alerts ? alertsSchema.safeParse(alerts) : null;
    return read && !read.success ? issuesFromZod(read.error) : [];
  }, [alerts]);
  const problems = useProblems(found, issuesAt(draft.refused, 'alerts'));
  if (!alerts) return <Skeleton rows={6} />;
  const set = (part: Partial<Alerts>) => draft.alerts.set({ ...alerts, ...part });
  const under = (way: AlertWay) => (
    <>
      <WayTest key={JSON.stringify(alerts[way])} way={way} alerts={alerts} />
      <WayStand state={state.data?.ways.find((each) => each.way === way)} />
    </>
  );
  return (
    <>
      <Part title="Alerts" help="alerts" lead="What is told to somebody who does not look here">
        <AlertStand state={state.data} />
        <AlertConditions alerts={alerts} onChange={set} problems={problems} />
      </Part>
      <Part
        title="Ways"
        help="ways"
        lead="How it is said. None of them needs this mail server"
        label="Ways of alerts"
      >
        <div className="stack">
          <WebhookWay
            webhook={alerts.webhook}
            onChange={(webhook) => set({ webhook })}
            problems={problems.under('webhook')}
          >
            {under('webhook')}
          </WebhookWay>
          <MailWay
            mail={alerts.mail}
            onChange={(mail) => set({ mail })}
            problems={problems.under('mail')}
          >
            {under('mail')}
          </MailWay>
          <CommandWay
            on={alerts.command}
            program={state.data?.command ?? null}
            onChange={(command) => set({ command })}
            problem={problems.at('command').problem}
          >
            {under('command')}
          </CommandWay>
        </div>
      </Part>
    </>
  );
}
