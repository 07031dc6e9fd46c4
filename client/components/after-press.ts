/**
 * What a field says when it is left would move the very control that is being pressed, and the press
 * would miss it. While a pointer is down such things wait until it is up.
 */
let pressed = false;

for (const type of ['pointerdown', 'pointerup', 'pointercancel'] as const) {
  window.addEventListener(type, () => (pressed = type === 'pointerdown'), { capture: true });
}

export function afterPress(action: () => void): void {
  if (!pressed) return action();
  const wait = new AbortController();
  const done = () => {
    wait.abort();
    // The click comes after the pointer is up.
    setTimeout(action);
  };
  window.addEventListener('pointerup', done, { signal: wait.signal });
  window.addEventListener('pointercancel', done, { signal: wait.signal });
}
