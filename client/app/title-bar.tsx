import { Suspense, useRef, useState, type FormEvent } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate } from 'react-router';
import type { Session } from '../../shared/api/session.js';
import { useMay } from '../access/access.js';
import { IconButton } from '../components/button.js';
import { Icon, Mark } from '../components/icon.js';
import { laterPart } from '../components/later-part.js';
import { otherTheme, useTheme } from '../components/theme.js';
import { explanationAddress, logAddress, startAddress } from '../decision/log-address.js';
import { referenceIn, referenceTyped } from '../decision/reference.js';

const UserMenu = laterPart(async () => (await import('./user-menu.js')).UserMenu);

interface TitleBarProps {
  readonly session: Session;
  readonly onLeft: () => void;
}

export function TitleBar({ session, onLeft }: TitleBarProps) {
  const [, setTheme] = useTheme();
  return (
    <header className="bar">
      <Mark />
      <h1>
        <span className="desk">Internet Mail Service (</span>
        <b>{session.hostname}</b>
        <span className="desk">) Properties</span>
      </h1>
      <Find />
      <IconButton
        icon="theme"
        className="desk"
        label="Light or dark"
        onPress={() => setTheme(otherTheme())}
      />
      <Suspense fallback={<span className="who" />}>
        <UserMenu session={session} onLeft={onLeft} />
      </Suspense>
    </header>
  );
}

/** A reference leads to its explanation; anything else is looked for in the log. */
function Find() {
  const navigate = useNavigate();
  const readsLog = useMay('operator');
  const label = readsLog ? 'Find a reference, address or domain' : 'Find a reference';
  const [text, setText] = useState('');
  /** On the phone it lies over the bar while it is used. */
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const find = (event: FormEvent) => {
    event.preventDefault();
    const sought = text.trim();
    if (sought === '') return;
    const reference = readsLog ? referenceIn(sought) : referenceTyped(sought);
    navigate(
      reference !== null
        ? explanationAddress(reference)
        : readsLog
          ? logAddress({ q: sought })
          : startAddress(sought),
    );
    setText('');
    field.current?.blur();
  };
  const show = () => {
    flushSync(() => setOpen(true));
    field.current?.focus();
  };
  return (
    <search>
      <IconButton icon="find" className="only-phone" label="Find" onPress={show} />
      <form className={`find ${open ? '' : 'desk'}`} onSubmit={find}>
        <Icon name="find" />
        <input
          ref={field}
          aria-label={label}
          placeholder={readsLog ? 'Reference, address or domain' : 'Reference'}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          autoComplete="off"
          spellCheck={false}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}
