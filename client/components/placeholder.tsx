/** Nothing yet, and not yet known: what an empty place means, and the shape of what is being read. */
import { useEffect, useState, type ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <b>{title}</b>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

const WAIT_MS = 300;
const WIDTHS = ['64%', '52%', '70%', '48%', '60%', '56%'];

/** Nothing for 300 ms, then rows of the real height. */
export function Skeleton({ rows }: { readonly rows: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), WAIT_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={late ? 'list' : undefined} aria-busy="true">
      <span className="sr">Loading</span>
      {late &&
        Array.from({ length: rows }, (_, i) => (
          // eslint-disable-next-line react/no-array-index-key -- rows without identity
          <div className="grid-row" key={i} style={{ alignItems: 'center' }}>
            <i className="skel" style={{ width: WIDTHS[i % WIDTHS.length] }} />
          </div>
        ))}
    </div>
  );
}
