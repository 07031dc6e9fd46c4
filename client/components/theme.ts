/** Light, dark, or as the system says: kept in this browser. */
import { useState } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'gatepost-theme';

export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (next: Theme) => {
    setTheme(next);
    showTheme(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // A browser that keeps nothing still shows the theme.
    }
  };
  return [theme, choose];
}

/** What the light-or-dark button turns to. */
export function otherTheme(): Theme {
  const shown = getComputedStyle(document.documentElement).colorScheme;
  if (shown === 'light') return 'dark';
  if (shown === 'dark') return 'light';
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'light' : 'dark';
}
