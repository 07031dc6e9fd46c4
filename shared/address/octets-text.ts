/** Sizes as people write them: `4 KiB`, `8.2 MiB`. */
import { parsed, unreadable, type Parsed } from './parsed.js';

const UNITS = [
  { name: 'GiB', octets: 1024 ** 3, forms: /^gi?b?$/i },
  { name: 'MiB', octets: 1024 ** 2, forms: /^mi?b?$/i },
  { name: 'KiB', octets: 1024, forms: /^ki?b?$/i },
  { name: 'B', octets: 1, forms: /^(?:b|bytes?|octets?)$/i },
] as const;

/** Rounded, for lists: two digits below ten, whole above. */
export function sizeText(octets: number): string {
  const unit = UNITS.find((each) => octets >= each.octets) ?? UNITS.at(-1)!;
  const count = octets / unit.octets;
  return `${count < 10 ? Math.round(count * 10) / 10 : Math.round(count)} ${unit.name}`;
}

/** Exact, for fields: `readOctets` gives the same number back. */
export function octetsText(octets: number): string {
  const unit = UNITS.find((each) => octets >= each.octets && octets % each.octets === 0);
  return unit ? `${octets / unit.octets} ${unit.name}` : `${octets} MiB`;
}

export function readOctets(text: string): Parsed<number> {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(\p{L}*)\s*$/u.exec(text);
  if (!match) return unreadable('A number and a unit, such as 50 MiB.', '50 MiB');
  const [, number, word] = match;
  const unit = UNITS.find(({ forms }) => forms.test(word ?? ''));
  if (Number(number) === 0) return parsed(0);
  if (!unit) return unreadable('Name the unit.', `${number} MiB`);
  return parsed(Math.round(Number(number) * unit.octets));
}
