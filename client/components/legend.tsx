import type { ReactNode } from 'react';

interface LegendProps {
  readonly title: string;
  /** At most one quiet word or link at the end of the rule. */
  readonly aside?: ReactNode;
}

/** What is left of the group box: title, then a hairline to the edge. */
export function Legend({ title, aside }: LegendProps) {
  return (
    <div className="legend">
      <h2>{title}</h2>
      {aside && <span className="aside t">{aside}</span>}
    </div>
  );
}
