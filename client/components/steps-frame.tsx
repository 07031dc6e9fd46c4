/** Set-up's sheet: the steps at the side, one of them beside them, a sentence at the foot. */
import type { ReactNode } from 'react';
import { Mark } from './icon.js';

export interface Step {
  readonly title: string;
  readonly says: string;
}

export const STEPS: readonly Step[] = [
  { title: 'Administrator', says: 'A password' },
  { title: 'Host name and domains', says: 'Which mail is ours' },
  { title: 'Inbound host', says: 'Where our mail is kept' },
  { title: 'Who may relay', says: 'Nobody, until you say so' },
  { title: 'Test message', says: 'Followed to its destination' },
];

interface StepsFrameProps {
  /** From 0. */
  readonly now: number;
  readonly title: string;
  readonly foot: string;
  readonly children: ReactNode;
}

export function StepsFrame({ now, title, foot, children }: StepsFrameProps) {
  return (
    <div className="gate">
      <main className="slip wide">
        <div className="setup">
          <aside aria-label="Steps">
            <div className="brand">
              <Mark />
              Gatepost
            </div>
            <p className="only-phone q">
              Step {now + 1} of {STEPS.length}: {STEPS[now]!.title}
            </p>
            <ol className="steps desk">
              {STEPS.map((step, i) => (
                <li
                  key={step.title}
                  className={i === now ? 'now' : i < now ? 'done' : ''}
                  aria-current={i === now ? 'step' : undefined}
                >
                  <i aria-hidden="true">{i + 1}</i>
                  <span>
                    {step.title}
                    {i < now && <span className="sr">, done</span>}
                  </span>
                  <small>{step.says}</small>
                </li>
              ))}
            </ol>
          </aside>
          <div>
            <h1>{title}</h1>
            {children}
          </div>
        </div>
        <footer>{foot}</footer>
      </main>
    </div>
  );
}
