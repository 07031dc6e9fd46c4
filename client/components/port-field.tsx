import { parsed, unreadable, type Parsed } from '../../shared/address/parsed.js';
import type { FieldProblem } from './problem.js';
import { ReadField } from './read-field.js';

interface PortFieldProps {
  readonly value: number;
  readonly onChange: (port: number) => void;
  readonly problem: FieldProblem | null;
  readonly onLeave: () => void;
}

export function PortField(props: PortFieldProps) {
  return (
    <ReadField
      {...props}
      label="Port"
      read={readPort}
      show={String}
      unread={NaN}
      inputMode="numeric"
    />
  );
}

/** Whether the number is a port is the schema's to say. */
function readPort(text: string): Parsed<number> {
  return /^\s*\d{1,9}\s*$/.test(text) ? parsed(Number(text)) : unreadable('A port is a number.');
}
