import { useEffect, useId, useRef } from 'react';
import { AccessLabel, accessKey } from './access-key.js';
import { Problem, type FieldProblem } from './problem.js';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows: number;
  readonly problem?: FieldProblem | null;
  readonly hint?: string;
}

/** A field of several lines; it has the focus when its window opens. */
export function TextArea({ label, value, onChange, rows, problem, hint }: TextAreaProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    area.current?.focus();
  }, []);
  const describedBy = [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className="f">
      <label htmlFor={id} data-key={accessKey(label)}>
        <AccessLabel text={label} />
      </label>
      <textarea
        id={id}
        className="in m"
        rows={rows}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        aria-describedby={describedBy || undefined}
        ref={area}
      />
      {problem && <Problem id={`${id}-problem`} problem={problem} />}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
