/** `1 peer`, `41,203 decisions`. */
export function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${BigInt(count) === 1n ? one : many}`;
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return [...parts.slice(0, -2), parts.slice(-2).join(' and ')].join(', ');
}
