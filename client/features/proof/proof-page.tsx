/** "Who may relay...": the proof of the rules as the draft has them. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { ipFromText } from '../../../shared/address/ip.js';
import type { RoutingUse } from '../../../shared/api/rule-use.js';
import type { Route, Rules } from '../../../shared/rules/schema.js';
import { getRoutingUse, RULE_USE_KEY } from '../../api/rule-use.js';
import { Button } from '../../components/button.js';
import { saveText } from '../../components/save-text.js';
import { Legend } from '../../components/legend.js';
import { Notice } from '../../components/notice.js';
import { PageHead } from '../../components/page-head.js';
import { Skeleton } from '../../components/placeholder.js';
import { useDraft } from '../../draft/draft.js';
import { proofAsCsv } from './proof-csv.js';
import { ProofList } from './proof-list.js';
import { ProofMap } from './proof-map.js';
import { networkRow } from './proof-rows.js';
import { laterText, proofLead, proofSentence, rowAddress } from './proof-words.js';
import { TidyList } from './tidy-list.js';
import { useProof, type ShownProof } from './use-proof.js';

const SKELETON_ROWS = 6;
const MOST_OVERRIDES = 20;

export function ProofPage() {
  const { routing } = useDraft();
  const { value, base, changed } = routing;
  if (!value || !base) return null;
  return <OfRules rules={value} revision={changed ? null : base.document.revision} />;
}

interface OfRulesProps {
  readonly rules: Rules;
  /** Null: they are those of the draft. */
  readonly revision: number | null;
}

function OfRules({ rules, revision }: OfRulesProps) {
  const use = useQuery({
    queryKey: RULE_USE_KEY,
    queryFn: ({ signal }) => getRoutingUse(signal),
  });
  // That the use of the rules is not known takes nothing from the proof: it is left out.
  const proof = useProof(rules, use.data ?? null);
  const back = { title: 'Routing', to: '/routing' };
  const here = 'Who may relay without logging on';
  if (!proof) {
    return (
      <>
        <PageHead back={back} here={here} title="Working it out" />
        <div className="blk">
          <Skeleton rows={SKELETON_ROWS} />
        </div>
      </>
    );
  }
  const later = laterText(proof.answer);
  return (
    <div data-help="proof">
      <PageHead
        back={back}
        here={here}
        title={proofSentence(proof.answer)}
        lead={proofLead(proof.answer, revision)}
        actions={
          <Button
            label="&Export..."
            onPress={() => saveText('who-may-relay.csv', 'text/csv', proofAsCsv(proof))}
          />
        }
      />
      {later !== null && (
        <div className="notes blk">
          <Notice kind="warn">{later}</Notice>
        </div>
      )}
      <Shown proof={proof} use={use.data ?? null} unknown={use.error !== null} />
    </div>
  );
}

interface ShownProps {
  readonly proof: ShownProof;
  readonly use: RoutingUse | null;
  /** The use of the rules could not be read. */
  readonly unknown: boolean;
}

function Shown({ proof, use, unknown }: ShownProps) {
  const { answer, rules } = proof;
  const navigate = useNavigate();
  const [selected, setSelected] = useState<number | null>(0);
  const [looked, setLooked] = useState<number | null>(null);
  const at = useMemo(() => looked ?? firstAddress(proof), [looked, proof]);
  const select = (row: number) => {
    setSelected(row);
    const address = addressOf(proof, row);
    if (address !== null) setLooked(address);
  };
  const look = (address: number) => {
    setSelected(null);
    setLooked(address);
  };
  const open = (row: number) => {
    const [permit, taken] = [answer.rows[2 * row]!, answer.rows[2 * row + 1]!];
    navigate(
      taken < 0 ? rowAddress(rules, 'addresses', permit) : rowAddress(rules, 'never', taken),
    );
  };
  return (
    <div className="two proof">
      <div>
        <ProofList proof={proof} selected={selected} onSelect={select} onOpen={open} />
        {answer.internal.length > 0 && (
          <section className="blk" aria-label="Open to everyone who connects to">
            <Legend title="Open to everyone who connects to" />
            <ul>
              {answer.internal.map(({ address, note }) => (
                <li key={address} className="q">
                  <b className="m">{address}</b> {note} takes mail to anywhere from any peer that is
                  not on the never-list.
                </li>
              ))}
            </ul>
          </section>
        )}
        <section className="blk" aria-label="Open to everyone, by destination">
          <Legend title="Open to everyone, by destination" />
          <Overrides routes={answer.overrides} />
        </section>
        <section className="blk" aria-label="Rows to tidy" data-help="tidy">
          <Legend title="Rows to tidy" />
          <TidyList proof={proof} since={use?.since ?? null} />
          {unknown && (
            <p className="t">
              Which rows are used could not be read: such rows are not named here.
            </p>
          )}
        </section>
      </div>
      <div>
        <ProofMap proof={answer} at={at} onLook={look} />
      </div>
    </div>
  );
}

function Overrides({ routes }: { readonly routes: readonly Route[] }) {
  if (routes.length === 0) return <p className="q">None: no row overrides the restrictions.</p>;
  return (
    <ul>
      {routes.slice(0, MOST_OVERRIDES).map(({ domain }) => (
        <li key={domain} className="q">
          <b>{domain}</b> takes mail from any peer that is not on the never-list: its row overrides
          relay restrictions.
        </li>
      ))}
      {routes.length > MOST_OVERRIDES && (
        <li className="t">and {(routes.length - MOST_OVERRIDES).toLocaleString('en')} more</li>
      )}
    </ul>
  );
}

/** The first address of a row's network; null for IPv6, of which there is no map. */
function addressOf(proof: ShownProof, row: number): number | null {
  const { network } = networkRow(proof, row);
  const ip = ipFromText(network.split('/')[0]!);
  return ip?.family === 4 ? ip.value : null;
}

/** Where the map begins: at the first permitted address. */
function firstAddress({ answer }: ShownProof): number {
  return answer.permitted[0] ?? answer.never[0] ?? 0x0a000000;
}
