import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Button } from '../../components/button.js';
import { ProblemLine } from '../../components/problem.js';
import type { StepActions } from './use-step.js';

interface StepFootProps {
  readonly actions: StepActions;
  /** `&Next: Inbound Host`. */
  readonly label: string;
  readonly onNext: () => void;
  readonly disabled?: boolean;
}

/** Next, Back, Finish later; what went wrong above them. */
export function StepFoot({ actions, label, onNext, disabled = false }: StepFootProps) {
  const { busy, fault, findings, back, later } = actions;
  return (
    <>
      {fault !== null && <ProblemLine>{fault}</ProblemLine>}
      <div className="btns step-foot">
        <Button
          kind="go"
          label={busy ? 'Applying… waiting for the relay' : label}
          disabled={busy || disabled}
          onPress={() => {
            onNext();
            // Where something is wrong, it is mended next.
            requestAnimationFrame(() =>
              document.querySelector<HTMLElement>('.step-fields [aria-invalid="true"]')?.focus(),
            );
          }}
        />
        {back && <Button label="&Back" disabled={busy} onPress={back} />}
        <Button label="Finish lat&er" disabled={busy} onPress={later} />
      </div>
      {findings && (
        <ConfirmDialog
          findings={findings}
          onConfirm={(ids) => actions.next(ids)}
          onCancel={actions.forgetFindings}
        />
      )}
    </>
  );
}
