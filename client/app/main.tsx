import { keepPolicy } from '../policy.js';
import { createRoot } from 'react-dom/client';
import { BASE } from '../api/base.js';
import { showTheme, storedTheme } from '../components/theme.js';
import { App } from './app.js';

keepPolicy();
keepPressableStyleOut();
showTheme(storedTheme());
// Reached without the path that the proxy gives it: only there are its pages.
if (!location.pathname.startsWith(BASE)) location.replace(BASE);
createRoot(document.getElementById('root')!).render(<App />);

/**
 * The accessibility library puts a style into the page unless it finds its own there already; the
 * console's policy takes no inline style. `base.css` has that one rule.
 */
function keepPressableStyleOut(): void {
  const marker = document.createElement('meta');
  marker.id = 'react-aria-pressable-style';
  document.head.append(marker);
}
