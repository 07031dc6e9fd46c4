/** Above a long list: a part of the rows by what they hold, and their order. */
import { useState } from 'react';
import { ChoiceField, Field } from './field.js';
import type { SiftedRows } from './sifted-rows.js';

interface ListSieveProps<T> {
  /** Of the list. */
  readonly label: string;
  readonly sifted: SiftedRows<T>;
  readonly total: number;
}

export function ListSieve<T>({ label, sifted, total }: ListSieveProps<T>) {
  const { rows, text, seek, order, setOrder, orders } = sifted;
  // What is typed is shown at once, whatever the rows take.
  const [typed, setTyped] = useState(text);
  const count = (number: number) => number.toLocaleString('en');
  return (
    <search className="sieve" aria-label={`Part of ${label}`}>
      <Field
        label={`Filter ${label}`}
        labelHidden
        placeholder="Filter"
        value={typed}
        onChange={(wanted) => {
          setTyped(wanted);
          seek(wanted);
        }}
      />
      {orders.length > 0 && (
        <ChoiceField
          label={`Order of ${label}`}
          labelHidden
          value={order}
          options={[
            ['', 'As entered'],
            ...orders.map(([id, title]) => [id, `By ${title.toLowerCase()}`] as const),
          ]}
          onChange={setOrder}
        />
      )}
      <output className="t">
        {rows.length === total ? count(total) : `${count(rows.length)} of ${count(total)}`}
      </output>
    </search>
  );
}
