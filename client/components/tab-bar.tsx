/** Page tabs: one stop for Tab, arrows go from page to page, each is a link of its own. */
import type { KeyboardEvent, ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';

export interface PageTab {
  readonly path: string;
  readonly title: string;
  readonly count: ReactNode;
}

interface TabBarProps {
  readonly label: string;
  readonly tabs: readonly PageTab[];
  readonly selected: string;
}

/** The panel that belongs to a tab is named by it. */
export function tabId(path: string): string {
  return `tab${path.replaceAll('/', '-')}`;
}

export const PANEL_ID = 'page';

export function TabBar({ label, tabs, selected }: TabBarProps) {
  const navigate = useNavigate();
  /** A page without a tab: Tab still stops at the first one. */
  const none = !tabs.some(({ path }) => path === selected);
  const step = (event: KeyboardEvent<HTMLElement>) => {
    // From the tab that has the focus: the page may still be on its way when the next key comes.
    const place = tabs.findIndex(({ path }) => tabId(path) === event.currentTarget.id);
    const next = tabs[target(event.key, place, tabs.length)];
    if (!next) return;
    event.preventDefault();
    navigate(next.path);
    document.getElementById(tabId(next.path))?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={label}>
      {tabs.map(({ path, title, count }, index) => (
        <Link
          key={path}
          to={path}
          id={tabId(path)}
          role="tab"
          aria-selected={path === selected}
          aria-controls={path === selected ? PANEL_ID : undefined}
          tabIndex={path === selected || (none && index === 0) ? 0 : -1}
          onKeyDown={step}
          draggable={false}
        >
          {title}
          {count}
        </Link>
      ))}
    </div>
  );
}

function target(key: string, place: number, count: number): number {
  if (key === 'ArrowRight') return (place + 1) % count;
  if (key === 'ArrowLeft') return (place - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : -1;
}
