/** Figures as text: medians with their spans, in columns. */

/** `median (least-most)`; `-` without figures. */
export function span(values: readonly (number | null)[], digits = 0): string {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  if (known.length === 0) return '-';
  const text = (value: number) => value.toFixed(digits);
  if (known.length === 1) return text(known[0]!);
  return `${text(median(known))} (${text(Math.min(...known))}-${text(Math.max(...known))})`;
}

/** NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (Number.isInteger(middle)) return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
  return sorted[Math.floor(middle)]!;
}

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  }
}
