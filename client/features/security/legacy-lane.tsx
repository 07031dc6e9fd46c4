/** The lane for old devices: a listener of its own for named networks, with an end. In red while it lives. */
import { useState } from 'react';
import type { Issue } from '../../../shared/api/errors.js';
import type { LegacyLane, SecurityState } from '../../../shared/api/security.js';
import { EntryGroup } from '../../address-list/entry-group.js';
import { Field } from '../../components/field.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { Notice } from '../../components/notice.js';
import { useNow } from '../../components/now.js';
import { Problem } from '../../components/problem.js';
import { CheckBox } from '../../components/tick.js';
import { When } from '../../components/when.js';
import type { Problems } from '../../draft/use-problems.js';
import { laneStand, newLane } from './lane-stand.js';

interface LegacyLaneProps {
  readonly base: LegacyLane | null;
  readonly lane: LegacyLane | null;
  readonly state: SecurityState | null;
  readonly onChange: (lane: LegacyLane | null) => void;
  readonly problems: Problems;
  /** Of its networks, with the place of the entry first in each path. */
  readonly issues: readonly Issue[];
}

export function LegacyLanePart(props: LegacyLaneProps) {
  const { base, lane, state, onChange, problems, issues } = props;
  /** What was typed is still there when the box is ticked again. */
  const [kept, keep] = useState(base);
  const toggle = (on: boolean) => {
    if (!on) keep(lane);
    onChange(on ? (kept ?? newLane(new Date())) : null);
  };
  return (
    <div className="lane" data-help="legacy-lane">
      <LaneNotice base={base} state={state} />
      <CheckBox
        label="Open a lane for old de&vices"
        checked={lane !== null}
        onChange={toggle}
        hint="Devices that know only TLS 1.0, or none, get a listener of their own. All others stay as they are."
      />
      {lane && (
        <div className="ind stack">
          <div className="fields">
            <Field
              mono
              label="Listen on"
              placeholder="10.0.0.1:2526"
              value={lane.listen}
              onChange={(listen) => onChange({ ...lane, listen })}
              hint="Address and port."
              {...problems.at('listen')}
            />
            <Field
              label="Closed from"
              type="datetime-local"
              value={localTime(lane.until)}
              onChange={(text) => onChange({ ...lane, until: instantFromLocal(text) })}
              hint="Until then the devices should be replaced."
              {...problems.at('until')}
            />
          </div>
          <div>
            <EntryGroup
              label="Devices with these IP addresses, nobody else"
              help="legacy-lane"
              kind="network"
              inert={false}
              base={base?.networks ?? []}
              entries={lane.networks}
              onChange={(networks) => onChange({ ...lane, networks })}
              issues={issues}
            />
            {lane.networks.length === 0 && problems.at('networks').problem && (
              <Problem problem={problems.at('networks').problem!} />
            )}
          </div>
          <CheckBox
            label="Take passwords without TLS"
            checked={lane.plainLogons}
            onChange={(plainLogons) => onChange({ ...lane, plainLogons })}
            hint="Whoever listens on the way reads them. Give each device an app password."
          />
        </div>
      )}
    </div>
  );
}

/** What stands, not what is being typed. */
function LaneNotice({ base, state }: Pick<LegacyLaneProps, 'base' | 'state'>) {
  const stand = laneStand(base, state?.legacyProblem ?? null, useNow());
  if (!base || stand === 'none') return null;
  if (stand === 'ended') {
    return (
      <Notice kind="info">
        The lane for old devices is closed since <When at={base.until} />.
      </Notice>
    );
  }
  if (stand === 'fails') {
    return (
      <Notice kind="warn">
        <b>The lane for old devices is not open.</b>{' '}
        <span className="q">{state?.legacyProblem}</span>
      </Notice>
    );
  }
  return (
    <Notice kind="bad">
      <b>
        The lane for old devices is open on {base.listen} until <When at={base.until} />.
      </b>{' '}
      <span className="q">
        Old TLS is taken there{base.plainLogons ? ', and passwords without any' : ''}.
      </span>
    </Notice>
  );
}
