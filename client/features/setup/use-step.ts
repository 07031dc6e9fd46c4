/** What the buttons of a step do: apply what it has changed, and go on. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { SETUP_STEPS_PAGE } from '../../../shared/api/session.js';
import { SETUP_STEPS, type SetupStep } from '../../../shared/api/setup-progress.js';
import type { Finding } from '../../../shared/engine/findings.js';
import { faultText } from '../../api/request.js';
import { setProgress, SETUP_KEY } from '../../api/setup.js';
import { useApply, type Outcome } from '../../draft/apply.js';
import { useDraft } from '../../draft/draft.js';

export interface StepActions {
  /** Applies the draft and goes on to the next step. */
  readonly next: (confirm?: readonly string[]) => void;
  readonly back: (() => void) | null;
  /** Leaves; set-up goes on here. */
  readonly later: () => void;
  readonly finish: () => void;
  readonly busy: boolean;
  readonly fault: string | null;
  /** To be confirmed before they are applied. */
  readonly findings: readonly Finding[] | null;
  readonly forgetFindings: () => void;
}

export function useStep(step: SetupStep): StepActions {
  const draft = useDraft();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { apply } = useApply(draft);
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const place = SETUP_STEPS.indexOf(step);
  const before = SETUP_STEPS[place - 1];

  async function noted(change: Parameters<typeof setProgress>[0]): Promise<void> {
    queries.setQueryData(SETUP_KEY, await setProgress(change));
  }

  const going = useMutation({
    mutationFn: async (confirm: readonly string[]) => {
      setFindings(null);
      if (draft.count > 0) {
        const outcome = await apply(confirm);
        if (outcome.kind === 'confirm') return setFindings(outcome.findings);
        if (outcome.kind !== 'applied') throw new Error(faultOf(outcome));
      }
      const after = SETUP_STEPS[place + 1];
      if (!after) return;
      await noted({ step: after });
      navigate(SETUP_STEPS_PAGE + after);
    },
  });
  const finishing = useMutation({
    mutationFn: async () => {
      await noted({ finished: true });
      navigate('/routing/who-may-relay', { replace: true });
    },
  });
  const fault = going.error ?? finishing.error;
  return {
    next: (confirm = []) => going.mutate(confirm),
    back: before ? () => navigate(SETUP_STEPS_PAGE + before) : null,
    later: () => {
      draft.drop();
      navigate('/', { replace: true });
    },
    finish: () => finishing.mutate(),
    busy: going.isPending || finishing.isPending,
    fault: fault === null ? null : faultText(fault),
    findings,
    forgetFindings: () => setFindings(null),
  };
}

function faultOf(outcome: Exclude<Outcome, { kind: 'applied' | 'confirm' }>): string {
  switch (outcome.kind) {
    case 'refused':
    case 'failed':
      return outcome.message;
    case 'waiting':
      return 'It is stored, but the relay does not answer: it is in force as soon as the relay runs.';
    case 'stale':
      return 'Somebody else has applied changes meanwhile: look at the page again, then go on.';
    case 'logged-off':
      return 'The session has ended: log on again.';
  }
}
