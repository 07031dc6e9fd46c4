import type { ReactNode, Ref } from 'react';
import { AccessLabel, accessKey } from './access-key.js';
import { Icon, type Glyph } from './icon.js';

interface ButtonProps {
  /** `&Add...`: the letter after & is the access key. */
  readonly label: string;
  readonly onPress?: () => void;
  /** `go`: the one filled button of a window. `bad`: it destroys something. */
  readonly kind?: 'plain' | 'go' | 'bad';
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  readonly full?: boolean;
  readonly help?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ label, onPress, kind = 'plain', help, full, ...rest }: ButtonProps) {
  const key = accessKey(label);
  return (
    <button
      {...rest}
      type={rest.type ?? 'button'}
      className={`btn ${kind === 'plain' ? '' : kind} ${full ? 'full' : ''}`}
      onClick={onPress}
      data-key={key}
      data-help={help}
      aria-keyshortcuts={key && `Alt+${key.toUpperCase()}`}
    >
      <AccessLabel text={label} />
    </button>
  );
}

interface IconButtonProps {
  readonly icon: Glyph;
  readonly label: string;
  readonly onPress: () => void;
  readonly className?: string;
}

export function IconButton({ icon, label, onPress, className = '' }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon ${className}`}
      aria-label={label}
      title={label}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}

interface LinkButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly title?: string;
  readonly className?: string;
}

/** Looks like a link and acts like a button. */
export function LinkButton({ children, onPress, title, className = '' }: LinkButtonProps) {
  return (
    <button type="button" className={`link ${className}`} title={title} onClick={onPress}>
      {children}
    </button>
  );
}
