import { useEffect, useId, useRef } from 'react';
import { AccessLabel, accessKey } from './access-key.js';
import { afterPress } from './after-press.js';
import { Problem, type FieldProblem } from './problem.js';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows: number;
  readonly problem?: FieldProblem | null;
  readonly hint?: string;
  readonly onLeave?: () => void;
  readonly placeholder?: string;
  /** It has the focus when its window opens. */
  readonly first?: boolean;
}

/** A field of several lines. */
export function TextArea(props: TextAreaProps) {
  const { label, value, onChange, rows, problem, hint, onLeave, first = false } = props;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (first) area.current?.focus();
  }, [first]);
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
        onBlur={onLeave && (() => afterPress(onLeave))}
        placeholder={props.placeholder}
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
