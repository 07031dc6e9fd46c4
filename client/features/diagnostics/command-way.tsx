import type { ReactNode } from 'react';
import { Problem, type FieldProblem } from '../../components/problem.js';
import { CheckBox } from '../../components/tick.js';

interface CommandWayProps {
  readonly on: boolean;
  /** As it is fixed from outside; null: none is. */
  readonly program: string | null;
  readonly onChange: (on: boolean) => void;
  readonly problem: FieldProblem | null;
  readonly children: ReactNode;
}

/** The console turns it on and never names it. */
export function CommandWay({ on, program, onChange, problem, children }: CommandWayProps) {
  return (
    <div className="way">
      <CheckBox
        label="C&ommand"
        checked={on}
        disabled={program === null && !on}
        onChange={onChange}
        hint={
          program === null ? (
            'No program is set: GATEPOST_ALERT_COMMAND names it where the console is started.'
          ) : (
            <>
              Runs <span className="m">{program}</span> (GATEPOST_ALERT_COMMAND) with the JSON on
              its standard input.
            </>
          )
        }
      />
      {problem && <Problem problem={problem} />}
      {on && <div className="sub-f">{children}</div>}
    </div>
  );
}
