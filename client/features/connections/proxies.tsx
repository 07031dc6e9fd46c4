/** The proxies whose PROXY header is believed. */
import type { Issue } from '../../../shared/api/errors.js';
import type { NetworkEntry } from '../../../shared/rules/schema.js';
import { EntryGroup } from '../../address-list/entry-group.js';
import { Problem } from '../../components/problem.js';

interface ProxiesProps {
  readonly base: readonly NetworkEntry[];
  readonly proxies: readonly NetworkEntry[];
  readonly onChange: (proxies: NetworkEntry[]) => void;
  /** With the place of the entry first in each path. */
  readonly issues: readonly Issue[];
}

export function Proxies({ base, proxies, onChange, issues }: ProxiesProps) {
  const whole = issues.find(({ path }) => path === '');
  return (
    <div className="stack">
      <EntryGroup
        label="Connections from these IP addresses begin with a PROXY header"
        help="proxies"
        kind="network"
        inert={false}
        base={base}
        entries={proxies}
        onChange={onChange}
        issues={issues}
      />
      {whole && <Problem problem={whole} />}
      <p className="q">
        A listed address that sends none is not greeted. From all others no header is believed.
      </p>
    </div>
  );
}
