import type { ReactNode } from 'react';
import { Mark } from '../../components/icon.js';

interface SlipProps {
  readonly title: string;
  readonly foot: string;
  readonly children: ReactNode;
}

/** The one sheet in front of the console. */
export function Slip({ title, foot, children }: SlipProps) {
  return (
    <div className="gate">
      <main className="slip">
        <div>
          <div className="brand">
            <Mark />
            Gatepost
          </div>
          <h1>{title}</h1>
          {children}
        </div>
        <footer>{foot}</footer>
      </main>
    </div>
  );
}
