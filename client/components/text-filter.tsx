/** A filter that is typed: it takes effect when Enter is pressed or the field is left. */
import { useState } from 'react';
import { Field } from './field.js';

interface TextFilterProps {
  readonly label: string;
  /** The filter as it stands; '' for none. */
  readonly value: string;
  readonly onFilter: (value: string) => void;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly type?: string;
  readonly inputMode?: 'numeric';
  /** The filter's value as the field has it, and back. */
  readonly show?: (value: string) => string;
  readonly read?: (text: string) => string;
}

export function TextFilter(props: TextFilterProps) {
  const { value, onFilter, show = same, read = trimmed, ...field } = props;
  const stands = show(value);
  const [text, setText] = useState(stands);
  const [before, setBefore] = useState(stands);
  if (before !== stands) {
    setBefore(stands);
    setText(stands);
  }
  const apply = () => {
    if (text !== stands && read(text) !== value) onFilter(read(text));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Field {...field} value={text} onChange={setText} onLeave={apply} />
    </form>
  );
}

function same(value: string): string {
  return value;
}

function trimmed(text: string): string {
  return text.trim();
}
