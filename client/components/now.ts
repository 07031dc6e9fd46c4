import { useEffect, useState } from 'react';

const TICK_MS = 1000;

/** The time, anew each second. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** ISO 8601: for what is asked about this very moment, and asked anew with the next change. */
export function instantNow(): string {
  return new Date().toISOString();
}
