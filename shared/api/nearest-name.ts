/** What has been left out is more easily forgotten than what is there is mistyped. */
const LEFT_OUT = 0.5;

/** The known name that a misspelt one is nearest to (Levenshtein distance, weighted). */
export function nearestName(name: string, known: readonly string[]): string {
  return known.reduce((best, next) => (distance(name, next) < distance(name, best) ? next : best));
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i * LEFT_OUT);
  for (const [i, character] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = row[j]! + (character === other ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + LEFT_OUT));
    }
    row = next;
  }
  return row[b.length]!;
}
