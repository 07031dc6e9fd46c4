/** Check boxes and radio buttons: the browser's own, so that keys and forms work as everywhere. */
import { useId, type ReactNode } from 'react';
import { AccessLabel, accessKey } from './access-key.js';

interface TickProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly hint?: ReactNode;
  readonly help?: string;
  readonly className?: string;
  readonly id?: string;
}

export function CheckBox({ label, checked, onChange, hint, ...rest }: TickProps) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <div className={`ck ${rest.className ?? ''}`} data-help={rest.help}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={rest.disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id} data-key={accessKey(label)}>
        <AccessLabel text={label} />
      </label>
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

interface RadioProps {
  readonly label: string;
  /** Radios of one group share a name. */
  readonly group: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly hint?: ReactNode;
  readonly help?: string;
  readonly className?: string;
  /** What belongs to this choice. */
  readonly children?: ReactNode;
}

export function Radio({ label, group, checked, onChoose, hint, children, ...rest }: RadioProps) {
  const id = useId();
  return (
    <div className={`ck ${rest.className ?? ''}`} data-help={rest.help}>
      <input
        id={id}
        type="radio"
        name={group}
        checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={onChoose}
      />
      <label htmlFor={id} data-key={accessKey(label)}>
        <AccessLabel text={label} />
      </label>
      {children}
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
