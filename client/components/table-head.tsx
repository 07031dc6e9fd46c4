/** What every plain table begins with: its name for screen readers, the widths and titles of its columns. */

/** Title; width in pixels, where it is fixed; class of the title. */
export type TableColumn = readonly [title: string, width?: number | undefined, look?: string];

interface TableHeadProps {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
}

export function TableHead({ caption, columns }: TableHeadProps) {
  return (
    <>
      <caption className="sr">{caption}</caption>
      <colgroup>
        {columns.map(([title, width]) => (
          <col key={title} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(([title, , look]) => (
            <th key={title} scope="col" className={look}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}
