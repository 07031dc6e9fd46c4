/** A password that is stored stays on the server: it comes as set, and goes back as set unless typed anew. */
import type { FieldProblem } from './problem.js';
import { Field } from './field.js';

export type Secret = string | { readonly set: true };

interface SecretFieldProps {
  readonly label: string;
  readonly value: Secret;
  readonly onChange: (value: string) => void;
  readonly problem: FieldProblem | null;
  readonly onLeave: () => void;
}

export function SecretField({ value, ...rest }: SecretFieldProps) {
  return (
    <Field
      {...rest}
      type="password"
      autoComplete="new-password"
      placeholder={typeof value === 'string' ? '' : 'stored; type to replace'}
      value={typeof value === 'string' ? value : ''}
    />
  );
}
