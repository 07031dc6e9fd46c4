/**
 * The messages that match, in a list that draws only what is in view. The keyboard works on the list as
 * a whole; what is not read yet stands as a placeholder of the same height.
 */
/* eslint-disable jsx-a11y/prefer-tag-over-role -- a grid that is not laid out as a table */
import { useEffect, useId, type RefObject } from 'react';
import type { QueueItem } from '../../../shared/api/queue.js';
import type { useListWindow } from '../../components/list-window.js';
import { useNow } from '../../components/now.js';
import type { useMessageKeys } from './message-keys.js';
import { MESSAGE_COLUMNS, MessageRow, NARROW_COLUMNS } from './message-row.js';
import { isSelected, type Selection } from './selection.js';

interface MessageListProps {
  readonly label: string;
  readonly total: number;
  readonly rowAt: (index: number) => QueueItem | undefined;
  readonly narrow: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly view: ReturnType<typeof useListWindow>;
  readonly keys: ReturnType<typeof useMessageKeys>;
  readonly selection: Selection;
  readonly onSelectAll: (all: boolean) => void;
  readonly addressOf: (id: string) => string;
}

export function MessageList(props: MessageListProps) {
  const { label, total, rowAt, narrow, scroller, view, keys, selection } = props;
  const id = useId();
  const now = useNow();
  const { active } = keys;
  const { reveal } = view;
  useEffect(() => reveal(active), [active, reveal]);
  const columns = narrow ? NARROW_COLUMNS : MESSAGE_COLUMNS;
  const indexes = Array.from({ length: view.end - view.first }, (_, i) => view.first + i);
  const isAll = selection.kind === 'all' || (total > 0 && selection.ids.size === total);
  return (
    <div className="list messages">
      {/* eslint-disable-next-line jsx-a11y/aria-activedescendant-has-tabindex -- it has one */}
      <div
        className="grid tall"
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={total + 1}
        aria-activedescendant={
          active >= view.first && active < view.end ? `${id}-${active}` : undefined
        }
        tabIndex={0}
        ref={scroller}
        onScroll={view.onScroll}
        onKeyDown={keys.onKeyDown}
        onFocus={(event) => {
          if (active < 0 && event.target === event.currentTarget) keys.choose(0, 'none');
        }}
        style={
          { '--columns': columns.map(({ width }) => width).join(' ') } as Record<string, string>
        }
      >
        <div role="row" className="grid-head" aria-rowindex={1}>
          {columns.map(({ title, look }) => (
            <span role="columnheader" key={title} className={look}>
              {title === '' ? (
                <input
                  type="checkbox"
                  className="box"
                  tabIndex={-1}
                  aria-label="Select all that match"
                  checked={isAll}
                  onChange={(event) => props.onSelectAll(event.target.checked)}
                />
              ) : (
                title
              )}
            </span>
          ))}
        </div>
        <div className="grid-body" role="rowgroup">
          <div role="presentation" style={{ height: view.height }} />
          {indexes.map((index) => {
            const row = rowAt(index);
            return (
              <MessageRow
                key={index}
                id={`${id}-${index}`}
                index={index}
                top={index * view.rowHeight}
                height={view.rowHeight}
                row={row}
                now={now}
                narrow={narrow}
                active={index === active}
                selected={row !== undefined && isSelected(selection, row.id)}
                onChoose={keys.choose}
                address={row ? props.addressOf(row.id) : ''}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
