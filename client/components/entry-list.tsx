/**
 * A list with columns that takes the keyboard as on a property sheet: arrows select, Ins adds, Enter
 * edits, Del removes, Ctrl+A selects all, typing finds, pasted lines are handed on.
 *
 * Promise: it stays quick with 100,000 entries. From 200 on only the rows in view are drawn, each one
 * line high; what is cut shows whole in the row's title.
 */
/* eslint-disable jsx-a11y/prefer-tag-over-role -- a grid that is not laid out as a table */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { ListRow } from './list-row.js';
import { pastedText, useListKeys } from './list-keys.js';
import { ListSieve } from './list-sieve.js';
import { useListWindow } from './list-window.js';
import { useSiftedRows } from './sifted-rows.js';

export interface ListColumn<T> {
  readonly id: string;
  readonly title: string;
  /** As in `grid-template-columns`. */
  readonly width: string;
  /** `active`: the keys are on this row, so what can be pressed in it is a stop of the Tab key. */
  readonly cell: (row: T, active: boolean) => ReactNode;
  readonly look?: string;
  /** What rows are ordered by; without it they are not. */
  readonly sortBy?: (row: T) => string | number;
}

export interface EntryListProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** The row in words: what typing finds, and its title where it is cut. */
  readonly textOf: (row: T) => string;
  readonly columns: readonly ListColumn<T>[];
  readonly showHead?: boolean;
  readonly rowClass?: (row: T) => string;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onAdd?: () => void;
  readonly onEdit?: (row: T) => void;
  readonly onRemove?: () => void;
  readonly onPasteLines?: (text: string) => void;
  readonly empty?: ReactNode;
  readonly help?: string;
  /** It has the focus when its window opens. */
  readonly first?: boolean;
}

export function EntryList<T>(props: EntryListProps<T>) {
  const { label, keyOf, columns, selected, onSelect, showHead } = props;
  const sifted = useSiftedRows(props);
  const { rows } = sifted;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const view = useListWindow(rows.length, scroller);
  const keys = useListKeys({ ...props, rows, pageRows: view.pageRows });
  const { active } = keys;
  const { reveal } = view;
  // What is not shown is not selected: Del would take it along unseen.
  const narrowed = sifted.rows !== props.rows && sifted.text.trim() !== '';
  useEffect(() => {
    if (!narrowed || selected.size === 0) return;
    const shown = rows.filter((row) => selected.has(keyOf(row))).map(keyOf);
    if (shown.length < selected.size) onSelect(new Set(shown));
  }, [narrowed, rows, selected, keyOf, onSelect]);
  useEffect(() => reveal(active), [active, reveal]);
  const { first } = props;
  useEffect(() => {
    if (first) scroller.current?.focus();
  }, [first]);

  const choose = (
    index: number,
    event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean },
  ) =>
    keys.choose(
      index,
      event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'one',
    );
  const template = columns.map(({ width }) => width).join(' ');
  const drawn = rows.slice(view.first, view.end);

  return (
    <div className="list" data-help={props.help}>
      {sifted.long && <ListSieve label={label} sifted={sifted} total={props.rows.length} />}
      {/* eslint-disable-next-line jsx-a11y/aria-activedescendant-has-tabindex -- it has one */}
      <div
        className={`grid ${view.tall ? 'tall' : ''}`}
        role="grid"
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={rows.length + (showHead ? 1 : 0)}
        aria-activedescendant={rows.length > 0 && active >= 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        ref={scroller}
        onScroll={view.onScroll}
        onKeyDown={keys.onKeyDown}
        onFocus={() => {
          if (selected.size === 0 && rows.length > 0) {
            const index = Math.max(active, 0);
            onSelect(new Set([keyOf(rows[index] ?? rows[0]!)]));
            keys.setActive(Math.min(index, rows.length - 1));
          }
        }}
        onPaste={(event) => pastedText(event, props.onPasteLines)}
        style={{ '--columns': template } as Record<string, string>}
      >
        {showHead && (
          <div role="row" className="grid-head" aria-rowindex={1}>
            {columns.map((column) => (
              <span role="columnheader" key={column.id} className={column.look}>
                {column.title}
              </span>
            ))}
          </div>
        )}
        <div className="grid-body" role="rowgroup">
          {view.tall && <div role="presentation" style={{ height: view.height }} />}
          {drawn.map((row, i) => {
            const index = view.first + i;
            const key = keyOf(row);
            return (
              <ListRow
                key={key}
                id={`${id}-${index}`}
                rowIndex={index + (showHead ? 2 : 1)}
                row={row}
                columns={columns}
                className={props.rowClass?.(row) ?? ''}
                active={index === active}
                selected={selected.has(key)}
                title={view.tall ? props.textOf(row) : undefined}
                top={view.tall ? index * view.rowHeight : undefined}
                onPress={(event) => choose(index, event)}
                onOpen={() => props.onEdit?.(row)}
              />
            );
          })}
        </div>
      </div>
      {props.rows.length === 0 && props.empty}
      {props.rows.length > 0 && rows.length === 0 && (
        <p className="q none-left">No row holds “{sifted.text.trim()}”.</p>
      )}
    </div>
  );
}
