/** Path of a Chromium; null when there is none. */
export function findBrowser(): string | null;
/** Sees to one, or ends the process with one line that says what to install. */
export function requireBrowser(): void;
