/** "Routing Restrictions": who may relay, one condition is enough; and who never may. */
import { useMemo, useState } from 'react';
import type { ListName } from '../../../shared/engine/tidy.js';
import { ADDRESSES, AUTHENTICATED, INTERNAL, NEVER } from '../../../shared/rules/labels.js';
import { FIRST_RULES, type Restrictions } from '../../../shared/rules/schema.js';
import { addressToText, internalToText, neverToText } from '../../../shared/rules/text.js';
import { Dialog } from '../../components/dialog.js';
import { RESTRICTIONS_HEADING } from '../../components/labels.js';
import { CheckBox } from '../../components/tick.js';
import { useDraft } from '../../draft/draft.js';
import { useShownRule } from '../../draft/shown-rule.js';
import { useRuleUse } from '../../rule-use/use-rule-use.js';
import { EntryGroup } from '../../address-list/entry-group.js';
import { useIssues } from './faults.js';
import { InternalWarnings } from './internal-warnings.js';

export function RestrictionsDialog({ onClose }: { readonly onClose: () => void }) {
  const { routing } = useDraft();
  const rules = routing.value;
  const base = routing.base?.document.rules.restrictions;
  const [edited, setEdited] = useState<Restrictions | null>(null);
  const linked = useShownRule(rules);
  const now = edited ?? rules?.restrictions ?? FIRST_RULES.restrictions;
  const issues = {
    addresses: useIssues('addresses', now),
    internalAddresses: useIssues('internalAddresses', now),
    never: useIssues('never', now),
  };
  const uses = useUses();
  if (!rules || !base) return null;
  const set = (part: Partial<Restrictions>) => setEdited({ ...now, ...part });
  const { addresses, internalAddresses, never } = now;
  const inert = !rules.reroute;
  const shownIn = (list: ListName) => (linked?.list === list ? linked.index : null);
  const ok = () => {
    if (edited) routing.set({ ...rules, restrictions: edited });
    onClose();
  };
  return (
    <Dialog
      title="Routing Restrictions"
      width="wide"
      tall
      onCancel={onClose}
      onOk={ok}
      helpTopic="restrictions"
    >
      <p className="q" style={{ marginBottom: 12 }}>
        {RESTRICTIONS_HEADING}. One is enough.
        {inert && (
          <>
            {' '}
            <b>Not in force while mail is not rerouted.</b>
          </>
        )}
      </p>
      <div className="group">
        <CheckBox
          label={AUTHENTICATED}
          help="authenticated"
          checked={now.authenticated}
          onChange={(authenticated) => set({ authenticated })}
        />
      </div>
      <EntryGroup
        label={ADDRESSES}
        help="addresses"
        kind="network"
        keys
        enabled={addresses.enabled}
        onEnable={(enabled) => set({ addresses: { ...addresses, enabled } })}
        inert={inert || !addresses.enabled}
        base={base.addresses.entries}
        entries={addresses.entries}
        onChange={(entries) => set({ addresses: { ...addresses, entries } })}
        issues={issues.addresses}
        shown={shownIn('addresses')}
        use={uses.addresses}
      />
      <EntryGroup
        label={INTERNAL}
        help="internal"
        kind="address"
        enabled={internalAddresses.enabled}
        onEnable={(enabled) => set({ internalAddresses: { ...internalAddresses, enabled } })}
        inert={inert || !internalAddresses.enabled}
        base={base.internalAddresses.entries}
        entries={internalAddresses.entries}
        onChange={(entries) => set({ internalAddresses: { ...internalAddresses, entries } })}
        issues={issues.internalAddresses}
        shown={shownIn('internalAddresses')}
        use={uses.internalAddresses}
      >
        <InternalWarnings rules={rules} restrictions={now} />
      </EntryGroup>
      <EntryGroup
        label={NEVER}
        help="never"
        kind="network"
        apart
        remark="wins over everything above"
        inert={inert}
        base={base.never.entries}
        entries={never.entries}
        onChange={(entries) => set({ never: { entries } })}
        issues={issues.never}
        shown={shownIn('never')}
        use={uses.never}
      />
    </Dialog>
  );
}

/** How the entries of each list are used; the same objects until that is read anew. */
function useUses() {
  const { use, failed } = useRuleUse();
  return useMemo(() => {
    const read = { use, failed };
    return {
      addresses: { ...read, ruleOf: (network: string) => addressToText({ network }) },
      internalAddresses: { ...read, ruleOf: (address: string) => internalToText({ address }) },
      never: { ...read, ruleOf: (network: string) => neverToText({ network }) },
    };
  }, [use, failed]);
}
