/** "Saved" and "in force" are two things: this says so until the relay has taken the revision. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getStatus, STATUS_KEY } from '../api/status.js';
import { Button } from '../components/button.js';
import { Notice } from '../components/notice.js';
import { useToast } from '../components/toast.js';
import { ROUTING_KEY } from '../draft/documents.js';
import type { Enforcement } from './enforcement.js';

interface NotInForceProps {
  readonly enforcement: Enforcement;
  readonly applying: boolean;
}

const ASK_FOR_MS = 6000;
const ASK_EVERY_MS = 500;

export function NotInForce({ enforcement, applying }: NotInForceProps) {
  const queries = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const [inVain, setInVain] = useState(false);
  const { enforced, stored, silence } = enforcement;
  const behind = stored !== null && enforced !== null && enforced.revision !== stored;
  if (applying || (silence === null && !behind && enforced?.problem === undefined)) return null;
  if (enforced?.revision && stored && enforced.revision > stored) return null;
  const problem = silence?.why ?? enforced?.problem ?? 'The relay has not taken it yet.';

  /** Asks the relay until it enforces what is stored, for a while. Nothing is stored anew. */
  const ask = async () => {
    setAsking(true);
    const end = Date.now() + ASK_FOR_MS;
    let named: number | null = null;
    do {
      named = await enforcedNow();
      if (stored !== null && named !== null && named >= stored) break;
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    } while (Date.now() < end);
    await queries.invalidateQueries({ queryKey: STATUS_KEY });
    await queries.invalidateQueries({ queryKey: ROUTING_KEY });
    setAsking(false);
    const done = stored !== null && named !== null && named >= stored;
    setInVain(!done);
    if (done) toast({ text: `Enforcing revision ${named}` });
  };
  return (
    <Notice
      kind="bad"
      actions={
        <Button
          label={asking ? 'Asking…' : 'Try again'}
          disabled={asking}
          onPress={() => void ask()}
        />
      }
    >
      <b>{titleOf(enforcement)}</b>{' '}
      <span className="q">
        {problem}
        {inVain && !asking && ' Asked again just now: it is still so.'}
      </span>
    </Notice>
  );
}

function titleOf({ silence, stored, named, enforced }: Enforcement): string {
  const behind = stored !== null && named !== null && named < stored;
  if (silence !== null) {
    return behind
      ? `Revision ${stored} is saved but not confirmed by the relay.`
      : 'What is in force is not known.';
  }
  if (stored !== null && enforced?.revision !== stored) {
    return `Revision ${stored} is saved but not in force.`;
  }
  return 'The newest settings are saved but not in force.';
}

async function enforcedNow(): Promise<number | null> {
  try {
    return (await getStatus()).relay?.enforced.revision ?? null;
  } catch {
    // Who does not answer is said by the state that is asked for next.
    return null;
  }
}
