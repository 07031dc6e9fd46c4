import { useState } from 'react';
import { VERDICTS } from '../../../shared/engine/decision.js';
import type { DecisionSearch } from '../../api/decisions.js';
import { IconButton } from '../../components/button.js';
import { ChoiceField, Field } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { ruleAsShown } from '../../components/rule-text.js';
import { StrangerText } from '../../components/stranger-text.js';
import { FILTER_LABELS, FILTER_NAMES, type FilterName } from './filters.js';
import type { StreamState } from './use-stream.js';

interface FilterBarProps {
  readonly search: DecisionSearch;
  readonly onFilter: (name: FilterName, value: string) => void;
  readonly shown: number;
  readonly more: boolean;
  readonly stream: StreamState;
  readonly onPause: () => void;
}

const STREAM_WORDS = { live: 'Live', paused: 'Paused', connecting: 'Connecting…' } as const;

export function FilterBar(props: FilterBarProps) {
  const { search, onFilter, shown, more, stream, onPause } = props;
  const [adding, setAdding] = useState(false);
  const paused = stream === 'paused';
  return (
    <>
      <div className="tools" role="toolbar" aria-label="Filters">
        {FILTER_NAMES.filter((name) => search[name] !== undefined).map((name) => (
          <span className="chip" key={name}>
            <span>{FILTER_LABELS[name]}</span>{' '}
            <b>
              <StrangerText text={ruleAsShown(search[name] ?? '')} />
            </b>
            <IconButton
              icon="x"
              label={`Remove filter ${FILTER_LABELS[name]}`}
              onPress={() => onFilter(name, '')}
            />
          </span>
        ))}
        <button
          type="button"
          className="chip add"
          aria-expanded={adding}
          onClick={() => setAdding(!adding)}
        >
          <Icon name="plus" />
          Filter
        </button>
        <span className="t">
          {shown.toLocaleString('en')}
          {more ? ' and more' : shown === 1 ? ' decision' : ' decisions'}
        </span>
        <span className="stream">
          <output className={`live ${stream === 'live' ? '' : 'off'}`}>
            {STREAM_WORDS[stream]}
          </output>
          <button type="button" className="btn sq" onClick={onPause} aria-pressed={paused}>
            <Icon name={paused ? 'play' : 'pause'} />
            <span className="desk">{paused ? 'Go on' : 'Pause'}</span>
            <span className="sr only-phone">{paused ? 'Go on' : 'Pause'}</span>
          </button>
        </span>
      </div>
      {adding && <FilterPanel search={search} onFilter={onFilter} />}
    </>
  );
}

type PanelProps = Pick<FilterBarProps, 'search' | 'onFilter'>;

const VERDICT_OPTIONS = [
  ['', 'any'],
  ...VERDICTS.map((verdict) => [verdict, verdict] as const),
] as const;

function FilterPanel({ search, onFilter }: PanelProps) {
  return (
    <div className="filter-panel">
      <ChoiceField
        label="&Verdict"
        value={search['verdict'] ?? ''}
        options={VERDICT_OPTIONS as readonly (readonly [string, string])[]}
        onChange={(verdict) => onFilter('verdict', verdict)}
      />
      <TextFilter name="peer" label="P&eer" hint="address or network" {...{ search, onFilter }} />
      <TextFilter name="recipient" label="&To" hint="part of it" {...{ search, onFilter }} />
      <TextFilter name="q" label="Te&xt" hint="anywhere" {...{ search, onFilter }} />
    </div>
  );
}

interface TextFilterProps extends PanelProps {
  readonly name: FilterName;
  readonly label: string;
  readonly hint: string;
}

/** Filters when Enter is pressed or the field is left. */
function TextFilter({ name, label, hint, search, onFilter }: TextFilterProps) {
  const stands = search[name] ?? '';
  const [text, setText] = useState(stands);
  const [before, setBefore] = useState(stands);
  if (before !== stands) {
    setBefore(stands);
    setText(stands);
  }
  const apply = () => text.trim() !== stands && onFilter(name, text.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Field
        mono
        label={label}
        placeholder={hint}
        value={text}
        onChange={setText}
        onLeave={apply}
      />
    </form>
  );
}
