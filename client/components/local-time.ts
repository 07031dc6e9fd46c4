/** A moment as a field for date and time takes it: local, without seconds. Empty, or no moment, is empty. */
export function localTime(instant: string): string {
  if (instant === '') return '';
  const date = new Date(instant);
  if (Number.isNaN(date.valueOf())) return '';
  const local = new Date(date.valueOf() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** ISO 8601, or empty for what is no moment. */
export function instantFromLocal(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.valueOf()) ? '' : date.toISOString();
}
