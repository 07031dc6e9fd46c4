/** How things stand, above every page: what is not in force, who else applied something, what failed. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { faultText } from '../api/request.js';
import { loaded, putRouting } from '../api/routing.js';
import { Button, IconButton } from '../components/button.js';
import { Notice } from '../components/notice.js';
import { When } from '../components/when.js';
import { DELIVERY_KEY, ROUTING_KEY, useDraft } from '../draft/draft.js';
import type { Enforcement } from './enforcement.js';
import type { Sheet } from './sheet.js';

interface StandNoticesProps {
  readonly enforcement: Enforcement;
  readonly sheet: Sheet;
}

export function StandNotices({ enforcement, sheet }: StandNoticesProps) {
  const draft = useDraft();
  const queries = useQueryClient();
  const { newer } = draft.routing;
  const notices = [
    <NotInForce key="force" enforcement={enforcement} applying={sheet.applying} />,
    draft.fault !== null && draft.fault !== undefined && (
      <Notice
        key="fault"
        kind="bad"
        role="alert"
        actions={
          <Button
            label="Try again"
            onPress={() => {
              void queries.refetchQueries({ queryKey: ROUTING_KEY });
              void queries.refetchQueries({ queryKey: DELIVERY_KEY });
            }}
          />
        }
      >
        <b>The settings could not be read.</b> <span className="q">{faultText(draft.fault)}</span>
      </Notice>
    ),
    sheet.failure !== null && (
      <Notice
        key="failure"
        kind="bad"
        role="alert"
        actions={<IconButton icon="x" label="Close this notice" onPress={sheet.forget} />}
      >
        <b>Not applied.</b> <span className="q">{sheet.failure}</span>
      </Notice>
    ),
    newer && (
      <Notice
        key="newer"
        kind="warn"
        actions={<Button label="Compare..." onPress={() => sheet.show({ kind: 'conflict' })} />}
      >
        <b>
          {newer.document.author} applied revision {newer.document.revision} at{' '}
          <When at={newer.document.at} />.
        </b>{' '}
        <span className="q">Your draft was made before. Nothing is lost.</span>
      </Notice>
    ),
  ].filter(Boolean);
  return <div className="notes">{notices}</div>;
}

interface NotInForceProps {
  readonly enforcement: Enforcement;
  readonly applying: boolean;
}

/** "Saved" and "in force" are two things: this says so until the relay has taken the revision. */
function NotInForce({ enforcement, applying }: NotInForceProps) {
  const { routing } = useDraft();
  const queries = useQueryClient();
  const [trying, setTrying] = useState(false);
  const { enforced, stored, silence } = enforcement;
  const behind = stored !== null && enforced !== null && enforced.revision !== stored;
  if (applying || (silence === null && !behind && enforced?.problem === undefined)) return null;
  if (enforced?.revision && stored && enforced.revision > stored) return null;
  const problem = silence ?? enforced?.problem ?? 'The relay has not taken it yet.';
  const latest = routing.newer ?? routing.base;
  const again = async () => {
    setTrying(true);
    try {
      if (behind && latest) {
        const answer = await putRouting({ rules: latest.document.rules }, latest.etag);
        queries.setQueryData(ROUTING_KEY, loaded(answer));
      }
    } catch {
      // What is wrong is said by the relay's state, which is asked for next.
    }
    await queries.invalidateQueries({ queryKey: ['status'] });
    setTrying(false);
  };
  return (
    <Notice
      kind="bad"
      actions={
        <Button
          label={trying ? 'Trying…' : 'Try again'}
          disabled={trying}
          onPress={() => void again()}
        />
      }
    >
      <b>{titleOf(silence, behind && enforced.revision !== null ? stored : null)}</b>{' '}
      <span className="q">{problem}</span>
    </Notice>
  );
}

function titleOf(silence: string | null, revision: number | null): string {
  if (revision !== null) return `Revision ${revision} is saved but not in force.`;
  if (silence !== null) return 'What is in force is not known.';
  return 'The newest settings are saved but not in force.';
}
