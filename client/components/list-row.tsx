/* eslint-disable jsx-a11y/prefer-tag-over-role -- a grid that is not laid out as a table */
import type { MouseEvent } from 'react';
import type { ListColumn } from './entry-list.js';

interface ListRowProps<T> {
  readonly id: string;
  readonly rowIndex: number;
  readonly row: T;
  readonly columns: readonly ListColumn<T>[];
  readonly className: string;
  readonly active: boolean;
  readonly selected: boolean;
  readonly title: string | undefined;
  /** Where the row stands in a list that draws only what is in view. */
  readonly top: number | undefined;
  readonly onPress: (event: MouseEvent) => void;
  readonly onOpen: () => void;
}

/** One row. The keyboard works on the list as a whole; the pointer works here. */
export function ListRow<T>(props: ListRowProps<T>) {
  const { id, rowIndex, row, columns, className, active, selected, title, top } = props;
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      id={id}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={selected}
      className={`grid-row ${className} ${active ? 'active' : ''}`}
      title={title}
      style={top === undefined ? undefined : { top }}
      onClick={props.onPress}
      onDoubleClick={props.onOpen}
    >
      {columns.map((column) => (
        <div role="gridcell" className={`grid-cell ${column.look ?? ''}`} key={column.id}>
          {column.cell(row, active)}
        </div>
      ))}
    </div>
  );
}
