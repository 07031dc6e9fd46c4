/** Add..., Edit... and Remove beside a list. */
import type { ReactNode } from 'react';
import { Button } from './button.js';

interface ListButtonsProps {
  readonly onAdd: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly disabled?: boolean;
  /** Exactly one row that can be edited is selected. */
  readonly canEdit: boolean;
  readonly canRemove: boolean;
  /** The selected rows are removed already: the button puts them back. */
  readonly restores?: boolean;
  /** Whether these are the buttons of their window that take Alt+letter. */
  readonly keys?: boolean;
  readonly children?: ReactNode;
}

export function ListButtons(props: ListButtonsProps) {
  const { disabled = false, canEdit, canRemove, restores, keys = false } = props;
  const label = (text: string) => (keys ? text : text.replace('&', ''));
  return (
    <div className="col">
      <Button label={label('&Add...')} onPress={props.onAdd} disabled={disabled} />
      <Button label={label('&Edit...')} onPress={props.onEdit} disabled={disabled || !canEdit} />
      <Button
        label={label(restores ? 'Rest&ore' : 'Re&move')}
        onPress={props.onRemove}
        disabled={disabled || !canRemove}
      />
      {props.children}
    </div>
  );
}
