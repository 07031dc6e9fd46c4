/** The fields behind "Filter": choices take effect at once, texts when Enter is pressed or the field is left. */
import { useState, type ReactNode } from 'react';
import { OUTSIDE_REASONS } from '../../../shared/api/decisions.js';
import { REASONS, VERDICTS } from '../../../shared/engine/decision.js';
import type { DecisionSearch } from '../../api/decisions.js';
import { ChoiceField, Field } from '../../components/field.js';
import { REASON_LABELS } from '../../components/labels.js';
import { instantFromLocal, localTime } from '../../components/local-time.js';
import { ruleAsShown } from '../../components/rule-text.js';
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
  const both = { search, onFilter };
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
      <TextFilter name="peer" label="P&eer" placeholder="address or network" mono {...both} />
      <TextFilter name="account" label="&Logged on as" {...both} />
      <TextFilter name="sender" label="&From" placeholder="part of it" mono {...both} />
      <TextFilter name="recipient" label="&To" placeholder="part of it" mono {...both} />
      <TextFilter
        name="rule"
        label="R&ule"
        placeholder="address 10.0.0.0/8"
        mono
        show={ruleAsShown}
        read={ruleFromText}
        {...both}
      />
      <TextFilter name="revision" label="Revisio&n" inputMode="numeric" {...both} />
      <TextFilter
        name="since"
        label="&Since"
        type="datetime-local"
        show={localTime}
        read={instantFromLocal}
        {...both}
      />
      <TextFilter
        name="until"
        label="Unt&il"
        type="datetime-local"
        show={localTime}
        read={instantFromLocal}
        {...both}
      />
      <TextFilter name="q" label="Te&xt" placeholder="anywhere" mono {...both} />
    </fieldset>
  );
}

interface TextFilterProps extends FilterPanelProps {
  readonly name: FilterName;
  readonly label: string;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly type?: string;
  readonly inputMode?: 'numeric';
  /** The filter's value as the field has it, and back. */
  readonly show?: (value: string) => string;
  readonly read?: (text: string) => string;
}

function TextFilter(props: TextFilterProps): ReactNode {
  const { name, search, onFilter, show = same, read = trimmed, ...field } = props;
  const value = search[name] ?? '';
  const stands = show(value);
  const [text, setText] = useState(stands);
  const [before, setBefore] = useState(stands);
  if (before !== stands) {
    setBefore(stands);
    setText(stands);
  }
  const apply = () => {
    if (text !== stands && read(text) !== value) onFilter(name, read(text));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Field {...field} value={text} onChange={setText} onLeave={apply} />
    </form>
  );
}

function same(value: string): string {
  return value;
}

function trimmed(text: string): string {
  return text.trim();
}
