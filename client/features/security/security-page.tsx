/**
 * The Security page: who may log on and how that is checked, the certificate, what the listeners offer.
 * Stores, certificate and lane are part of the draft; accounts are changed at once.
 */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { AUDIT_PAGE } from '../../../shared/api/audit.js';
import { issuesFromZod, type Issue } from '../../../shared/api/errors.js';
import { securitySchema, type Security } from '../../../shared/api/security.js';
import { Button } from '../../components/button.js';
import { rememberedText } from '../../components/security-text.js';
import { Part } from '../../components/part.js';
import { Notice } from '../../components/notice.js';
import { Skeleton } from '../../components/placeholder.js';
import { ReadField } from '../../components/read-field.js';
import { CheckBox } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';
import { useProblems } from '../../draft/use-problems.js';
import { AccountStores } from './account-stores.js';
import { AccountsPart } from './accounts.js';
import { Certificate } from './certificate.js';
import { ClientSetup } from './client-setup.js';
import { LegacyLanePart } from './legacy-lane.js';
import { Listeners } from './listeners.js';
import { FAILURES_ADDRESS, LogonFailures } from './logon-failures.js';
import { rememberedFromText } from './remembered.js';
import { useSecurityState, type StateRead } from './use-state.js';

export function SecurityPage() {
  const { security, refused } = useDraft();
  const { value, base } = security;
  if (!value || !base) return <Skeleton rows={6} />;
  return <Parts {...{ refused }} security={value} stored={base.document} etag={base.etag} />;
}

interface PartsProps {
  readonly security: Security;
  readonly stored: Security;
  readonly etag: string;
  readonly refused: readonly Issue[];
}

function Parts({ security, stored, etag, refused }: PartsProps) {
  const draft = useDraft();
  const read = useSecurityState(etag);
  const { state } = read;
  const found = useMemo(() => {
    const judged = securitySchema.safeParse(security);
    return judged.success ? [] : issuesFromZod(judged.error);
  }, [security]);
  const refusedHere = issuesAt(refused, 'security');
  const problems = useProblems(found, refusedHere);
  const set = (part: Partial<Security>) => draft.security.set({ ...security, ...part });
  return (
    <div className="connections security">
      <nav className="part-links" aria-label="More on security" data-help="people">
        <Link to="/security/people">People</Link>{' '}
        <span className="q">who use this console, their roles and invitations</span>
        <Link to={AUDIT_PAGE}>Audit trail</Link>{' '}
        <span className="q">who changed what, who logged on</span>
      </nav>
      <Part
        title="Account stores"
        help="account-stores"
        lead="Asked in this order about a name that is none of the accounts below"
      >
        <AccountStores
          base={stored.stores}
          stores={security.stores}
          states={state?.stores ?? []}
          onChange={(stores) => set({ stores })}
          problem={problems.at('stores').problem}
        />
        <div className="after-list">
          <CheckBox
            label="&The sender must belong to the account that logged on"
            help="sender-belongs"
            checked={security.senderBelongs}
            onChange={(senderBelongs) => set({ senderBelongs })}
            hint="Other senders are refused with 5.7.1."
          />
          <ReadField
            label="Remember accepted &logons for"
            value={security.cacheFor}
            read={rememberedFromText}
            show={rememberedText}
            unread={NaN}
            onChange={(cacheFor) => set({ cacheFor })}
            hint="A store is not asked again so long; never asks each time."
            {...problems.at('cacheFor')}
          />
        </div>
      </Part>
      <Part
        title="Accounts"
        help="accounts"
        lead="Gatepost’s own, for SMTP logons. What is changed here takes effect at once, without Apply."
      >
        <AccountsPart />
      </Part>
      <Part title="Certificate" help="certificate">
        <StateProblem read={read} />
        <Certificate
          certificate={security.certificate}
          stored={stored.certificate}
          state={state}
          onChange={(certificate) => set({ certificate })}
          problems={problems.under('certificate')}
        />
      </Part>
      <Part title="Listeners" help="listeners">
        {state ? (
          <Listeners listeners={state.listeners} />
        ) : (
          read.problem === null && <Skeleton rows={2} />
        )}
        <LegacyLanePart
          base={stored.legacy}
          lane={security.legacy}
          state={state}
          onChange={(legacy) => set({ legacy })}
          problems={problems.under('legacy')}
          issues={issuesAt(refusedHere, 'legacy.networks')}
        />
      </Part>
      <Part
        title="Recent logon failures"
        help="logon-failures"
        aside={<Link to={FAILURES_ADDRESS}>All in the Decision Log</Link>}
      >
        <LogonFailures />
      </Part>
      <Part title="Set up a client" help="client-setup">
        {state ? (
          <ClientSetup listeners={state.listeners} />
        ) : (
          <p className="q">What the listeners offer is not known yet.</p>
        )}
      </Part>
    </div>
  );
}

/** What the relay shows and offers is not known: that is said once, above what it belongs to. */
function StateProblem({ read }: { readonly read: StateRead }) {
  if (read.problem === null) return null;
  return (
    <Notice kind="bad" actions={<Button label="Try again" onPress={read.again} />}>
      <b>What peers are shown now is not known.</b> <span className="q">{read.problem}</span>
    </Notice>
  );
}
