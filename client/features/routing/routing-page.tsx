/** The Routing page: mode, table, what should be known about the rules, and Try it. */
import { Suspense, useId, useState, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { Gateway } from '../../../shared/api/rule-use.js';
import { DO_NOT_REROUTE, REROUTE } from '../../../shared/rules/labels.js';
import { Button } from '../../components/button.js';
import { ListButtons } from '../../components/list-buttons.js';
import { ProblemLine } from '../../components/problem.js';
import { Radio } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { failingCount } from '../../draft/expectations.js';
import { useRuleUse } from '../../rule-use/use-rule-use.js';
import { FindingNotices } from './finding-notices.js';
import { RestrictionFaults } from './restriction-faults.js';
import { RouteDialog } from './route-dialog.js';
import { RoutingTable } from './routing-table.js';
import { useRoutes } from './use-routes.js';

const MOST_FAULTS = 3;
const NO_GATEWAYS: readonly Gateway[] = [];

type DialogName = 'restrictions' | 'expectations' | 'import' | 'export';

interface RoutingPageProps {
  /** The dialogs behind its buttons; each has an address of its own under `/routing`. */
  readonly dialogs: Readonly<Record<DialogName, (close: () => void) => ReactNode>>;
  readonly tryIt: ReactNode;
}

/** What the dialog of a row is opened for: the row's place, or a new row for this domain. */
type Editing = { readonly index: number } | { readonly domain: string };

export function RoutingPage({ dialogs, tryIt }: RoutingPageProps) {
  const draft = useDraft();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const [editing, setEditing] = useState<Editing | null>(null);
  const routes = useRoutes(draft);
  const read = useRuleUse();
  const mode = useId();
  const rules = draft.routing.value;
  if (!rules) return null;
  const setMode = (reroute: boolean) => draft.routing.set({ ...rules, reroute });
  const add = () => setEditing({ domain: '' });
  const edit = (index: number) => index >= 0 && setEditing({ index });
  const open = (name: DialogName) => () => navigate(`/routing/${name}`);
  const openRestrictions = open('restrictions');
  const openExpectations = open('expectations');
  const name = /^\/routing\/(\w+)$/.exec(pathname)?.[1] ?? '';
  const dialog = name in dialogs ? dialogs[name as DialogName] : null;
  const failing = failingCount(draft.findings);
  return (
    <div className="routing">
      <FindingNotices
        findings={draft.findings}
        gateways={read.use?.gateways ?? NO_GATEWAYS}
        onRestrictions={openRestrictions}
        onExpectations={openExpectations}
        onAddSiteDomain={() =>
          setEditing({ domain: draft.routing.base?.document.host.siteDomain ?? '' })
        }
      />
      <div className="mode" role="radiogroup" aria-label="Rerouting">
        <Radio
          label={REROUTE}
          group={mode}
          checked={rules.reroute}
          onChoose={() => setMode(true)}
          help="reroute"
        />
        <div className="ind">
          <div className="withbtns">
            <RoutingTable
              key={routes.linked ? search : ''}
              rows={routes}
              inert={!rules.reroute}
              read={read}
              onAdd={add}
              onEdit={edit}
            />
            <ListButtons
              keys
              canEdit={routes.editable >= 0}
              canRemove={routes.chosen.length > 0}
              restores={routes.restores}
              onAdd={add}
              onEdit={() => edit(routes.editable)}
              onRemove={routes.remove}
            >
              <div className="gap" />
              <Button
                full
                label="Routing Restric&tions..."
                onPress={openRestrictions}
                help="restrictions"
              />
              <Button
                full
                label="&Who may relay..."
                onPress={() => navigate('/routing/who-may-relay')}
                help="proof"
              />
              <Button
                full
                label={
                  failing === 0
                    ? 'E&xpectations...'
                    : `E&xpectations... (${failing} ${failing === 1 ? 'fails' : 'fail'})`
                }
                onPress={openExpectations}
                help="expectations"
              />
              <div className="two-btns">
                <Button full label="&Import..." onPress={open('import')} help="import" />
                <Button full label="Export..." onPress={open('export')} help="import" />
              </div>
            </ListButtons>
          </div>
          {routes.faults.slice(0, MOST_FAULTS).map(({ path, message }) => (
            <ProblemLine key={path}>{message}</ProblemLine>
          ))}
          <RestrictionFaults onShow={openRestrictions} />
        </div>
        <Radio
          className="second"
          label={DO_NOT_REROUTE}
          group={mode}
          checked={!rules.reroute}
          onChoose={() => setMode(false)}
          help="do-not-reroute"
        />
      </div>
      {tryIt}
      {editing && <RouteDialog editing={editing} onClose={() => setEditing(null)} />}
      <Suspense>{dialog?.(() => navigate('/routing'))}</Suspense>
    </div>
  );
}
