import { Suspense, useRef, useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import type { Session } from '../../shared/api/session.js';
import { numberFromReference } from '../../shared/smtp/reference.js';
import { IconButton } from '../components/button.js';
import { Icon, Mark } from '../components/icon.js';
import { laterPart } from '../components/later-part.js';
import { otherTheme, useTheme } from '../components/theme.js';

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

/** A reference opens its decision; anything else is looked for in the log. */
function Find() {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const find = (event: FormEvent) => {
    event.preventDefault();
    const sought = text.trim();
    if (sought === '') return;
    const isReference = numberFromReference(sought) !== null && /\d/.test(sought);
    navigate(
      isReference ? `/log/${sought.toUpperCase()}` : `/log?${new URLSearchParams({ q: sought })}`,
    );
    setText('');
    field.current?.blur();
  };
  return (
    <search className="find desk">
      <form onSubmit={find}>
        <Icon name="find" />
        <input
          ref={field}
          aria-label="Find a reference, address or domain"
          placeholder="Reference, address or domain"
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}
