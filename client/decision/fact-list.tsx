/** What is known of a decision besides its path; every value that the log filters by leads there. */
import type { DecisionRow } from '../../shared/api/decisions.js';
import type { RevisionInfo } from '../../shared/api/routing.js';
import { LinkButton } from '../components/button.js';
import { StrangerText } from '../components/stranger-text.js';
import { factsOf } from './facts.js';
import type { FilterName } from './log-address.js';

interface FactListProps {
  readonly row: DecisionRow;
  /** Who applied the revision that decided, where that is known. */
  readonly revision?: RevisionInfo | null | undefined;
  /** Left out for whoever does not read the log. */
  readonly onFilter?: ((name: FilterName, value: string) => void) | undefined;
}

export function FactList({ row, revision, onFilter }: FactListProps) {
  return (
    <dl className="facts">
      {factsOf(row, revision ?? null).map(({ name, text, filter, mono, remark }) => {
        const shown = <StrangerText text={text} mono={mono ?? false} />;
        return (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>
              {filter && onFilter ? (
                <LinkButton
                  onPress={() => onFilter(filter.name, filter.value)}
                  title="Show only decisions with this"
                >
                  {shown}
                </LinkButton>
              ) : (
                shown
              )}
              {remark !== undefined && <StrangerText text={remark} />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
