/** What the entry would do, checked as it is chosen: recorded traffic, public addresses, expectations. */
import { useEffect, useState, type ReactNode } from 'react';
import type { DecisionRequest, Host } from '../../../shared/engine/decision.js';
import type { PreviewPart } from '../../../shared/api/preview.js';
import { decide } from '../../../shared/engine/decide.js';
import { publicPermit } from '../../../shared/engine/permitted.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { faultText } from '../../api/request.js';
import { counted } from '../../components/counted.js';
import { Icon } from '../../components/icon.js';
import { useOpenedAt } from '../../components/opened-at.js';
import { useCompilation } from '../../draft/compilation.js';
import { holding } from '../../draft/expectations.js';
import { usePreview } from '../../draft/use-preview.js';

interface FixChecksProps {
  readonly draft: Rules;
  /** The draft with the entry. */
  readonly fixed: Rules;
  readonly host: Host;
  readonly request: DecisionRequest;
  /** The draft holds other changes too: what is replayed is all of it. */
  readonly changed: boolean;
}

export function FixChecks({ draft, fixed, host, request, changed }: FixChecksProps) {
  const compilation = useCompilation(fixed, host, 0);
  const replayed = usePreview(fixed);
  const at = useOpenedAt();
  const added = usePublicAdded(draft, fixed);
  const compiled = compilation?.compiled;
  const decision = compiled && decide(compiled, { ...request, at });
  const { expectations } = fixed;
  const kept = compiled ? holding(expectations, compiled, at) : null;
  const preview = replayed?.preview;
  return (
    <ul className="effects" aria-label="What it would do" aria-live="polite">
      {decision && decision.verdict !== 'relay' && (
        <Effect ok={false}>
          Even so it would be {decision.verdict}: other rules stand in the way.
        </Effect>
      )}
      {!replayed && <Effect ok={null}>Replaying recorded traffic…</Effect>}
      {replayed && !preview && (
        <Effect ok={false}>Not replayed: {faultText(replayed.fault)}</Effect>
      )}
      {preview && (
        <>
          <Effect ok>
            {gainText(preview.gains)}
            {changed && ', with the rest of your draft'}
          </Effect>
          <Effect ok={preview.loses.peers === 0}>{lossText(preview.loses)}</Effect>
        </>
      )}
      {added !== null && (
        <Effect ok={added === 0n}>
          {added === 0n
            ? 'No public address is added'
            : `${counted(added, 'public address', 'public addresses')} would relay without logging on`}
        </Effect>
      )}
      {kept !== null && expectations.length > 0 && (
        <Effect ok={kept === expectations.length}>
          {kept.toLocaleString('en')} of{' '}
          {counted(expectations.length, 'expectation holds', 'expectations hold')}
        </Effect>
      )}
      {kept !== null && expectations.length === 0 && <Effect ok>No expectation is kept yet</Effect>}
    </ul>
  );
}

/** `ok`: null while it is not known. */
function Effect({ ok, children }: { readonly ok: boolean | null; readonly children: ReactNode }) {
  const look = ok === null ? 'q' : ok ? '' : 'warn';
  return (
    <li className={look}>
      <Icon name={ok === null ? 'skip' : ok ? 'yes' : 'warn'} />
      <span>{children}</span>
    </li>
  );
}

/** `1 peer gains: 38 refusals in 7 days would relay`. */
function gainText({ peers, decisions }: PreviewPart): string {
  if (peers === 0) return 'Nobody else gains: no refusal of the last 7 days would relay';
  const refusals = counted(decisions, 'refusal', 'refusals');
  return `${counted(peers, 'peer gains', 'peers gain')}: ${refusals} of the last 7 days would relay`;
}

function lossText({ peers, decisions }: PreviewPart): string {
  if (peers === 0) return 'Nobody loses relaying';
  const lost = counted(decisions, 'message', 'messages');
  return `${counted(peers, 'peer loses', 'peers lose')} relaying: ${lost} of the last 7 days would be refused`;
}

/** With 100,000 entries it takes some tenths of a second: worked out when the choice stands. */
function usePublicAdded(draft: Rules, fixed: Rules): bigint | null {
  const [added, setAdded] = useState<{ fixed: Rules; size: bigint } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      const at = new Date().toISOString();
      setAdded({ fixed, size: publicPermit(fixed, at).size - publicPermit(draft, at).size });
    });
    return () => clearTimeout(timer);
  }, [draft, fixed]);
  return added?.fixed === fixed ? added.size : null;
}
