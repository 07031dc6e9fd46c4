import { useState } from 'react';
import { WAITING_STATES, type QueueFilter } from '../../../shared/api/queue.js';
import { IconButton } from '../../components/button.js';
import { ChoiceField, Field } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { StrangerText } from '../../components/stranger-text.js';
import type { FilterName } from './filters.js';

interface FilterProps {
  readonly filter: QueueFilter;
  readonly onFilter: (name: FilterName, value: string) => void;
}

interface FilterChipsProps extends FilterProps {
  /** Whether the fields are open. */
  readonly adding: boolean;
  readonly onAdd: () => void;
}

const STATE_OPTIONS = [
  ['', 'any'],
  ...WAITING_STATES.map((state) => [state, state] as const),
] as readonly (readonly [string, string])[];

/** What the message list is narrowed to besides its destination. */
export function FilterChips({ filter, onFilter, adding, onAdd }: FilterChipsProps) {
  const chips = [
    ['state', 'State', filter.state],
    ['q', 'Text', filter.q],
  ] as const;
  return (
    <div className="chips" role="toolbar" aria-label="Filters">
      {chips.map(
        ([name, label, value]) =>
          value && (
            <span className="chip" key={name}>
              <span>{label}</span>{' '}
              <b>
                <StrangerText text={value} />
              </b>
              <IconButton
                icon="x"
                label={`Remove filter ${label}`}
                onPress={() => onFilter(name, '')}
              />
            </span>
          ),
      )}
      <button type="button" className="chip add" aria-expanded={adding} onClick={onAdd}>
        <Icon name="plus" />
        Filter
      </button>
    </div>
  );
}

/** Text filters when Enter is pressed or the field is left. */
export function FilterPanel({ filter, onFilter }: FilterProps) {
  const stands = filter.q ?? '';
  const [text, setText] = useState(stands);
  const [before, setBefore] = useState(stands);
  if (before !== stands) {
    setBefore(stands);
    setText(stands);
  }
  const apply = () => text.trim() !== stands && onFilter('q', text.trim());
  return (
    <div className="filter-panel">
      <ChoiceField
        label="&State"
        value={filter.state ?? ''}
        options={STATE_OPTIONS}
        onChange={(state) => onFilter('state', state)}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <Field
          mono
          label="Te&xt"
          placeholder="part of the sender, a recipient or the id"
          value={text}
          onChange={setText}
          onLeave={apply}
        />
      </form>
    </div>
  );
}
