/** Spans of time as people write them: `15 min`, `1.5 h`, `2 days`. */
import { parsed, unreadable, type Parsed } from '../../shared/address/parsed.js';

const UNITS = [
  { name: 'day', seconds: 86_400, forms: /^(?:d|days?)$/i },
  { name: 'h', seconds: 3600, forms: /^(?:h|hrs?|hours?)$/i },
  { name: 'min', seconds: 60, forms: /^(?:m|mins?|minutes?)$/i },
  { name: 's', seconds: 1, forms: /^(?:s|secs?|seconds?)$/i },
] as const;

export function durationText(seconds: number): string {
  const unit = UNITS.find((each) => seconds >= each.seconds && seconds % each.seconds === 0);
  if (!unit) return `${seconds} s`;
  const count = seconds / unit.seconds;
  return unit.name === 'day' && count !== 1 ? `${count} days` : `${count} ${unit.name}`;
}

export function readDuration(text: string): Parsed<number> {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(\p{L}*)\s*$/u.exec(text);
  if (!match) return unreadable('A number and a unit, such as 15 min.', '15 min');
  const [, number, word] = match;
  const unit = UNITS.find(({ forms }) => forms.test(word ?? ''));
  if (!unit) return unreadable('Name the unit.', `${number} min`, `${number} h`);
  return parsed(Math.round(Number(number) * unit.seconds));
}

/** `15 min, 30 min, 1 h`. */
export function durationsText(list: readonly number[]): string {
  return list.map(durationText).join(', ');
}

export function readDurations(text: string): Parsed<number[]> {
  const parts = text.split(/[,;]/).filter((part) => part.trim() !== '');
  const values: number[] = [];
  for (const part of parts) {
    const read = readDuration(part);
    if (!read.ok) return unreadable(`“${part.trim()}”: ${read.message}`);
    values.push(read.value);
  }
  return parsed(values);
}
