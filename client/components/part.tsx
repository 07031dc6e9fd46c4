import type { ReactNode } from 'react';
import { Legend } from './legend.js';

interface PartProps {
  readonly title: string;
  /** For screen readers, where the title alone says too little. */
  readonly label?: string;
  readonly help: string;
  readonly lead?: ReactNode;
  /** At most one quiet word or link at the end of the rule. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page: its rule with the title, a sentence, and what belongs to it. */
export function Part({ title, label = title, help, lead, aside, children }: PartProps) {
  return (
    <section aria-label={label} data-help={help}>
      <Legend title={title} aside={aside} />
      {lead && <p className="q lead">{lead}</p>}
      {children}
    </section>
  );
}
