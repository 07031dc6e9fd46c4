/** Set-up after the administrator is made: four steps that can be left and resumed. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import {
  SETUP_STEPS,
  type SetupProgress,
  type SetupStep,
} from '../../../shared/api/setup-progress.js';
import { SETUP_STEPS_PAGE } from '../../../shared/api/session.js';
import { faultText } from '../../api/request.js';
import { getProgress, SETUP_KEY } from '../../api/setup.js';
import { Button } from '../../components/button.js';
import { Skeleton } from '../../components/placeholder.js';
import { ProblemLine } from '../../components/problem.js';
import { focusedTopic, useHelp } from '../../components/help.js';
import { STEPS, StepsFrame } from '../../components/steps-frame.js';
import { useDraft } from '../../draft/draft.js';
import { DomainsStep } from './domains-step.js';
import { InboundStep } from './inbound-step.js';
import { RelayStep } from './relay-step.js';
import { TestStep } from './test-step.js';

const FOOTS: Readonly<Record<SetupStep, string>> = {
  domains: 'Nobody can relay until step 4. Leave when you like: set-up goes on where you stopped.',
  inbound: 'Nobody can relay until step 4. Leave when you like: set-up goes on where you stopped.',
  relay: 'What you tick is enforced with Next, and can be changed on the Routing page at any time.',
  test: 'After the last step the console shows exactly who may relay without logging on.',
};

export function SetUp({ active }: { readonly active: boolean }) {
  const { pathname } = useLocation();
  const draft = useDraft();
  const { data, error, refetch } = useQuery({
    queryKey: SETUP_KEY,
    queryFn: ({ signal }) => getProgress(signal),
    enabled: active,
  });
  const { open } = useHelp();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'F1') return;
      event.preventDefault();
      open(focusedTopic() ?? 'setup');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [open]);
  const step = SETUP_STEPS.find((each) => pathname === SETUP_STEPS_PAGE + each);
  const place = step ? SETUP_STEPS.indexOf(step) + 1 : 1;
  useEffect(() => {
    document.title = `Set-up: ${STEPS[place]!.title}`;
  }, [place]);
  if (data && !step) return <Navigate to={SETUP_STEPS_PAGE + data.step} replace />;
  const fault = error ?? draft.faults.routing ?? draft.faults.delivery;
  const isRead = draft.routing.value !== null && draft.delivery.value !== null;
  return (
    <StepsFrame now={place} title={STEPS[place]!.title} foot={FOOTS[step ?? 'domains']}>
      {fault !== null && !data && (
        <div className="stack">
          <ProblemLine>{faultText(fault)}</ProblemLine>
          <Button label="Try again" onPress={() => void refetch()} />
        </div>
      )}
      {step && data && isRead ? (
        <StepOf step={step} progress={data} key={step} />
      ) : (
        fault === null && <Skeleton rows={4} />
      )}
    </StepsFrame>
  );
}

function StepOf({
  step,
  progress,
}: {
  readonly step: SetupStep;
  readonly progress: SetupProgress;
}) {
  switch (step) {
    case 'domains':
      return <DomainsStep progress={progress} />;
    case 'inbound':
      return <InboundStep />;
    case 'relay':
      return <RelayStep progress={progress} />;
    case 'test':
      return <TestStep />;
  }
}
