/** The fields behind "Filter": choices take effect at once, texts when Enter is pressed or the field is left. */
import { OUTSIDE_REASONS } from '../../../shared/api/decisions.js';
import { REASONS, VERDICTS } from '../../../shared/engine/decision.js';
import type { DecisionSearch } from '../../api/decisions.js';
import { ChoiceField } from '../../components/field.js';
import { REASON_LABELS } from '../../components/labels.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { ruleAsShown } from '../../components/rule-text.js';
import { TextFilter } from '../../components/text-filter.js';
import type { FilterName } from '../../decision/log-address.js';
import { ruleFromText } from './filters.js';

interface FilterPanelProps {
  readonly search: DecisionSearch;
  readonly onFilter: (name: FilterName, value: string) => void;
}

type Options = readonly (readonly [string, string])[];

const VERDICT_OPTIONS: Options = [
  ['', 'any'],
  ...VERDICTS.map((verdict) => [verdict, verdict] as const),
];
const REASON_OPTIONS: Options = [
  ['', 'any'],
  ...[...REASONS, ...OUTSIDE_REASONS].map((reason) => [reason, REASON_LABELS[reason]] as const),
];

export function FilterPanel({ search, onFilter }: FilterPanelProps) {
  const of = (name: FilterName) => ({
    value: search[name] ?? '',
    onFilter: (value: string) => onFilter(name, value),
  });
  return (
    <fieldset className="filter-panel" aria-label="Filter by">
      <ChoiceField
        label="&Verdict"
        value={search['verdict'] ?? ''}
        options={VERDICT_OPTIONS}
        onChange={(verdict) => onFilter('verdict', verdict)}
      />
      <ChoiceField
        label="&Reason"
        value={search['reason'] ?? ''}
        options={REASON_OPTIONS}
        onChange={(reason) => onFilter('reason', reason)}
      />
      <TextFilter label="P&eer" placeholder="address or network" mono {...of('peer')} />
      <TextFilter label="&Logged on as" {...of('account')} />
      <TextFilter label="&From" placeholder="part of it" mono {...of('sender')} />
      <TextFilter label="&To" placeholder="part of it" mono {...of('recipient')} />
      <TextFilter
        label="R&ule"
        placeholder="address 10.0.0.0/8"
        mono
        show={ruleAsShown}
        read={ruleFromText}
        {...of('rule')}
      />
      <TextFilter label="Revisio&n" inputMode="numeric" {...of('revision')} />
      <TextFilter
        label="&Since"
        type="datetime-local"
        show={localTime}
        read={instantFromLocal}
        {...of('since')}
      />
      <TextFilter
        label="Unt&il"
        type="datetime-local"
        show={localTime}
        read={instantFromLocal}
        {...of('until')}
      />
      <TextFilter label="Te&xt" placeholder="anywhere" mono {...of('q')} />
    </fieldset>
  );
}
