/* eslint-disable jsx-a11y/control-has-associated-label -- each label names its control by id */
import { useEffect, useId, useRef, type ClipboardEvent, type ReactNode } from 'react';
import { AccessLabel, accessKey } from './access-key.js';
import { afterPress } from './after-press.js';
import { Problem, type FieldProblem } from './problem.js';

export interface FieldProps {
  /** `&Peer`: the letter after & is the access key. */
  readonly label: string;
  /** The label is for screen readers alone: the words stand beside the field already. */
  readonly labelHidden?: boolean;
  readonly loud?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onLeave?: () => void;
  readonly onPaste?: (event: ClipboardEvent<HTMLInputElement>) => void;
  readonly problem?: FieldProblem | null | undefined;
  /** Another element that says what is wrong, where several fields share it. */
  readonly problemId?: string | undefined;
  /** Takes a suggestion; without it the field's own value is replaced. */
  readonly onTake?: (suggestion: string) => void;
  readonly hint?: ReactNode;
  readonly help?: string;
  readonly mono?: boolean;
  readonly disabled?: boolean;
  /** It has the focus when its window opens. */
  readonly first?: boolean;
  readonly placeholder?: string;
  readonly type?: string;
  readonly name?: string;
  readonly autoComplete?: string;
  readonly list?: readonly string[];
  readonly inputMode?: 'numeric';
}

/** A text field: label above, hint or what is wrong below. */
export function Field(props: FieldProps) {
  const { label, value, onChange, problem, hint, mono, list, loud, labelHidden, help, first } =
    props;
  const { onLeave } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // Not by `autoFocus`: that is before the window holds the focus, and the window below takes it back.
  useEffect(() => {
    if (first) input.current?.focus();
  }, [first]);
  const problemId = problem ? `${id}-problem` : props.problemId;
  const describedBy = [problemId, hint ? `${id}-hint` : undefined].filter(Boolean).join(' ');
  return (
    <div className="f" data-help={help}>
      <label
        htmlFor={id}
        data-key={accessKey(label)}
        className={labelHidden ? 'sr' : loud ? 'loud' : undefined}
      >
        <AccessLabel text={label} />
      </label>
      <input
        id={id}
        className={`in ${mono ? 'm' : ''}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onLeave && (() => afterPress(onLeave))}
        onPaste={props.onPaste}
        disabled={props.disabled}
        placeholder={props.placeholder}
        type={props.type ?? 'text'}
        name={props.name}
        autoComplete={props.autoComplete ?? 'off'}
        spellCheck={false}
        inputMode={props.inputMode}
        list={list && `${id}-list`}
        aria-invalid={problem || props.problemId ? true : undefined}
        aria-describedby={describedBy || undefined}
        ref={input}
      />
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
      {problem && (
        <Problem id={`${id}-problem`} problem={problem} onTake={props.onTake ?? onChange} />
      )}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

interface ChoiceFieldProps<T extends string> {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  readonly help?: string;
  readonly problem?: FieldProblem | null | undefined;
}

/** A closed list of choices. */
export function ChoiceField<T extends string>(props: ChoiceFieldProps<T>) {
  const { label, value, options, onChange, disabled, help, problem, labelHidden } = props;
  const id = useId();
  return (
    <div className="f" data-help={help}>
      <label htmlFor={id} data-key={accessKey(label)} className={labelHidden ? 'sr' : undefined}>
        <AccessLabel text={label} />
      </label>
      <select
        id={id}
        className="in"
        value={value}
        disabled={disabled}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {problem && <Problem id={`${id}-problem`} problem={problem} />}
    </div>
  );
}
