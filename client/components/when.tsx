/** Times as people say them (14:02, Sun 03:12, 2 Sep 14:02), in full on hover. */
interface WhenProps {
  readonly at: string;
  readonly seconds?: boolean;
  /** In a sentence: `14:02 today`. */
  readonly day?: boolean;
  /** Without the clock, where it says little: `14:02`, `yesterday`, `Sun 03:12`, `2 Sep`. */
  readonly short?: boolean;
}

export function When({ at, seconds, day, short }: WhenProps) {
  const date = new Date(at);
  if (Number.isNaN(date.valueOf())) return <span>{at}</span>;
  return (
    <time dateTime={at} title={FULL.format(date)}>
      {short ? sayShort(date) : sayTime(date, seconds)}
      {day && isToday(date) && ' today'}
    </time>
  );
}

const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY_MS = 86_400_000;

export function sayTime(date: Date, seconds = false, now = new Date()): string {
  const clock = new Intl.DateTimeFormat(
    'en-GB',
    seconds ? { ...CLOCK, second: '2-digit' } : CLOCK,
  ).format(date);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / DAY_MS);
  if (days === 0) return clock;
  if (days > 0 && days < 7) {
    return `${new Intl.DateTimeFormat('en-GB', { weekday: 'short' }).format(date)} ${clock}`;
  }
  return `${sayDay(date, now)} ${clock}`;
}

export function sayShort(date: Date, now = new Date()): string {
  const days = Math.round((startOfDay(now) - startOfDay(date)) / DAY_MS);
  if (days === 1) return 'yesterday';
  return days >= 0 && days < 7 ? sayTime(date, false, now) : sayDay(date, now);
}

/** `2 Sep`, with the year when it is another one. */
export function sayDay(date: Date, now = new Date()): string {
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...year }).format(date);
}

/** When an entry ends, as a difference says it. */
export function sayEnd(instant: string): string {
  return sayTime(new Date(instant));
}

function isToday(date: Date): boolean {
  return startOfDay(date) === startOfDay(new Date());
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).valueOf();
}
