/** A field whose text says another kind of value: the text stays as typed until it is left. */
import { useState, type ReactNode } from 'react';
import type { Parsed } from '../../shared/address/parsed.js';
import { same } from '../../shared/rules/same.js';
import { Field } from './field.js';
import type { FieldProblem } from './problem.js';

interface ReadFieldProps<T> {
  readonly label: string;
  readonly value: T;
  readonly read: (text: string) => Parsed<T>;
  readonly show: (value: T) => string;
  /** Stands in the draft while the text cannot be read, and is refused by the schema. */
  readonly unread: T;
  readonly onChange: (value: T) => void;
  readonly problem: FieldProblem | null;
  readonly onLeave: () => void;
  readonly hint?: ReactNode;
  readonly inputMode?: 'numeric';
}

export function ReadField<T>(props: ReadFieldProps<T>) {
  const { label, value, read, show, unread, onChange, problem, onLeave, hint, inputMode } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const unreadable = same(value, unread);
  const text = typed ?? (unreadable ? '' : show(value));
  const current = typed === null ? null : read(typed);
  const own =
    problem && current?.ok === false
      ? { message: current.message, suggestions: current.suggestions }
      : problem;
  const change = (next: string) => {
    setTyped(next);
    const result = read(next);
    onChange(result.ok ? result.value : unread);
  };
  return (
    <Field
      label={label}
      value={text}
      onChange={change}
      onLeave={() => {
        if (current?.ok) setTyped(null);
        onLeave();
      }}
      problem={own}
      hint={hint}
      {...(inputMode ? { inputMode } : {})}
    />
  );
}
