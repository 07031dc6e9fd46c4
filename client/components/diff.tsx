/** A difference between two sets of rules, line by line; network rules as the lists show them. */
import { Fragment } from 'react';
import type { DiffSection } from '../../shared/api/revisions.js';
import { SAME_KEY } from '../../shared/rules/changes.js';
import { StrangerText } from './stranger-text.js';

const LOOK = { '+': 'plus', '-': 'minus', ' ': '' } as const;
const WORD = { '+': 'added', '-': 'removed', ' ': 'kept' } as const;
const MOST_LINES = 300;

export function Diff({ sections }: { readonly sections: readonly DiffSection[] }) {
  return (
    <ul className="diff">
      {sections.map((section) => (
        <Fragment key={section.title}>
          <li className="h">{section.title}</li>
          {section.lines.slice(0, MOST_LINES).map((line) => (
            <li key={line.key} className={LOOK[line.sign]}>
              <i>
                <span aria-hidden="true">{line.sign === '-' ? '−' : line.sign}</span>
                <span className="sr">{WORD[line.sign]}</span>
              </i>
              <div>
                {line.key === SAME_KEY ? <span className="count-of">{line.text}</span> : line.text}
                {line.remark && (
                  <span>
                    <StrangerText text={line.remark} />
                  </span>
                )}
              </div>
            </li>
          ))}
          {section.lines.length > MOST_LINES && (
            <li>
              <i />
              <div>and {(section.lines.length - MOST_LINES).toLocaleString('en')} more</div>
            </li>
          )}
        </Fragment>
      ))}
    </ul>
  );
}
