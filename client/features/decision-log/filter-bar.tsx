import { useState } from 'react';
import { useMay } from '../../access/access.js';
import type { DecisionSearch } from '../../api/decisions.js';
import { IconButton } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { StrangerText } from '../../components/stranger-text.js';
import type { FilterName } from '../../decision/log-address.js';
import { FilterPanel } from './filter-panel.js';
import { FILTER_LABELS, FILTER_NAMES, filterText } from './filters.js';
import type { StreamState } from './use-stream.js';

interface FilterBarProps {
  readonly search: DecisionSearch;
  readonly onFilter: (name: FilterName, value: string) => void;
  readonly shown: number;
  readonly more: boolean;
  readonly stream: StreamState;
  readonly onPause: () => void;
  readonly onExport: () => void;
  readonly onKeep: () => void;
}

const STREAM_WORDS = { live: 'Live', paused: 'Paused', connecting: 'Connecting…' } as const;

export function FilterBar(props: FilterBarProps) {
  const { search, onFilter, shown, more, stream, onPause } = props;
  const administers = useMay('administrator');
  const [adding, setAdding] = useState(false);
  const paused = stream === 'paused';
  return (
    <>
      <div className="tools" role="toolbar" aria-label="Filters">
        {FILTER_NAMES.filter((name) => search[name] !== undefined).map((name) => (
          <span className="chip" key={name}>
            <span>{FILTER_LABELS[name]}</span>{' '}
            <b>
              <StrangerText text={filterText(name, search[name] ?? '')} />
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
          <button type="button" className="btn sq" onClick={props.onExport}>
            <Icon name="save" />
            <span className="desk">Export...</span>
            <span className="sr only-phone">Export...</span>
          </button>
          {administers && (
            <button type="button" className="btn sq" onClick={props.onKeep} data-help="keep">
              <Icon name="clock" />
              <span className="desk">Keep...</span>
              <span className="sr only-phone">Keep...</span>
            </button>
          )}
        </span>
      </div>
      {adding && <FilterPanel search={search} onFilter={onFilter} />}
    </>
  );
}
