import { useState } from 'react';

/** The instant, ISO 8601, at which what is shown was opened: for questions that are asked once. */
export function useOpenedAt(): string {
  const [at] = useState(() => new Date().toISOString());
  return at;
}
