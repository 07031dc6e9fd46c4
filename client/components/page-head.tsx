/** The head of a page under another one: the way back, the answer as a sentence, what is said under it. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon.js';

interface PageHeadProps {
  readonly back: { readonly title: string; readonly to: string };
  /** The last step of the way: `ref 7F3K2QX`. */
  readonly here: string;
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHead({ back, here, title, lead, actions }: PageHeadProps) {
  return (
    <>
      <nav className="crumb" aria-label="Way back">
        <Link to={back.to}>{back.title}</Link>
        <Icon name="right" />
        <span aria-current="page">{here}</span>
      </nav>
      <div className="titlerow">
        <div>
          <h2 className="sentence">{title}</h2>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {actions && <div className="btns">{actions}</div>}
      </div>
    </>
  );
}
