/** A list with the entry at a place moved by one, up or down; the same where there is no room. */
export function moved<T>(list: readonly T[], place: number, by: -1 | 1): T[] {
  const next = [...list];
  const [entry] = next.splice(place, 1);
  const target = place + by;
  if (entry === undefined || target < 0 || target >= list.length) return [...list];
  next.splice(target, 0, entry);
  return next;
}
