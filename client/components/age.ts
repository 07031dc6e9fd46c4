/** How long ago and how soon, as people say it: `2 s`, `22 min`, `1 h 52`, `1 d 3 h`; `in 8 min, 15:10`. */
import { sayTime } from './when.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  const hours = Math.floor((whole % DAY) / HOUR);
  if (whole >= DAY) return `${Math.floor(whole / DAY)} d${hours > 0 ? ` ${hours} h` : ''}`;
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  return minutes === 0 ? `${hours} h` : `${hours} h ${String(minutes).padStart(2, '0')}`;
}

export function ageText(at: string, now: Date): string {
  return spanText((now.valueOf() - Date.parse(at)) / 1000);
}

/** `now` for what is due. */
export function untilText(at: string, now: Date): string {
  const date = new Date(at);
  const seconds = (date.valueOf() - now.valueOf()) / 1000;
  if (seconds <= 0) return 'now';
  return `in ${spanText(Math.ceil(seconds))}, ${sayTime(date, false, now)}`;
}
