/** A password that was made: shown this once, with a button that copies it. */
import { useEffect, useId, useRef } from 'react';
import { AccessLabel, accessKey } from './access-key.js';
import { CopyButton } from './copy-button.js';

interface MadePasswordProps {
  /** `&Password of anna`. */
  readonly label: string;
  readonly password: string;
}

export function MadePassword({ label, password }: MadePasswordProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    // eslint-disable-next-line react/exhaustive-effect-dependencies -- each password is selected anew
  }, [password]);
  return (
    <div className="f made">
      <label htmlFor={id} data-key={accessKey(label)}>
        <AccessLabel text={label} />
      </label>
      <div className="with-copy">
        <input
          id={id}
          className="in m"
          value={password}
          readOnly
          ref={field}
          aria-describedby={`${id}-hint`}
        />
        <CopyButton label="&Copy" text={password} />
      </div>
      <span className="hint" id={`${id}-hint`}>
        <b>It is not shown again.</b> Gatepost keeps only what it can be checked with.
      </span>
    </div>
  );
}
