import { CheckBox } from '../../components/tick.js';
import { TextArea } from '../../components/text-area.js';
import type { FieldProblem } from '../../components/problem.js';

interface AuthorityFieldProps {
  readonly ca: string | undefined;
  readonly onChange: (ca: string | undefined) => void;
  readonly problem: FieldProblem | null;
  readonly onLeave: () => void;
}

/** The authority of a server whose certificate no public one has signed. */
export function AuthorityField({ ca, onChange, problem, onLeave }: AuthorityFieldProps) {
  return (
    <div className="stack">
      <CheckBox
        label="Its certificate is from an &authority of our own"
        checked={ca !== undefined}
        onChange={(on) => onChange(on ? '' : undefined)}
      />
      {ca !== undefined && (
        <div className="ind">
          <TextArea
            label="Certificate of the authority (PEM)"
            rows={4}
            value={ca}
            onChange={onChange}
            onLeave={onLeave}
            problem={problem}
            placeholder="-----BEGIN CERTIFICATE-----"
          />
        </div>
      )}
    </div>
  );
}
