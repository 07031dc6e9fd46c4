import { AUDIT_ACTIONS, AUDIT_WORDS } from '../../../shared/api/audit.js';
import type { AuditFilterName, AuditSearch } from '../../api/audit.js';
import { ChoiceField } from '../../components/field.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { TextFilter } from '../../components/text-filter.js';

interface AuditFiltersProps {
  readonly search: AuditSearch;
  readonly onFilter: (name: AuditFilterName, value: string) => void;
}

const ACTIONS: readonly (readonly [string, string])[] = [
  ['', 'any'],
  ...AUDIT_ACTIONS.map((action) => [action, AUDIT_WORDS[action]] as const),
];

export function AuditFilters({ search, onFilter }: AuditFiltersProps) {
  const of = (name: AuditFilterName) => ({
    value: search[name] ?? '',
    onFilter: (value: string) => onFilter(name, value),
  });
  const time = { type: 'datetime-local', show: localTime, read: instantFromLocal };
  return (
    <fieldset className="filter-panel" aria-label="Filter by" data-help="audit">
      <TextFilter label="&Who" {...of('actor')} />
      <ChoiceField
        label="W&hat"
        value={search.action ?? ''}
        options={ACTIONS}
        onChange={(action) => onFilter('action', action)}
      />
      <TextFilter label="&Since" {...time} {...of('since')} />
      <TextFilter label="Unt&il" {...time} {...of('until')} />
      <TextFilter label="Te&xt" placeholder="anywhere" {...of('q')} />
    </fieldset>
  );
}
