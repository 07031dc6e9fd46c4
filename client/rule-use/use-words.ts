/** What a rule has decided, in words and in bars. */
import type { RoutingUse, RuleUse } from '../../shared/api/rule-use.js';
import { counted } from '../components/counted.js';
import { sayDay } from '../components/when.js';

/** `18,204 in 30 days`, `unused since 2 Sep`, `never used`: where there is room for one line. */
export function usedLine(use: RuleUse | undefined): string {
  if (!use) return 'never used';
  if (use.decisions > 0) return `${use.decisions.toLocaleString('en')} in 30 days`;
  return `unused since ${sayDay(new Date(use.lastUsed))}`;
}

/** What "never" means, in full. */
export function neverText({ since }: Pick<RoutingUse, 'since'>): string {
  if (since === null) return 'Nothing has been recorded yet';
  return `Not since ${sayDay(new Date(since))}: further back the log does not reach`;
}

/** What the number is, for who reads the screen and for the title. */
export function countTitle(decisions: number): string {
  return `${counted(decisions, 'decision')} in 30 days; show them`;
}

/** The busiest day of these rules. */
export function busiestDay(use: RoutingUse, rules: readonly string[]): number {
  return rules.reduce((most, rule) => Math.max(most, ...(use.rules[rule]?.byDay ?? [])), 1);
}

const WIDTH = 64;
const HEIGHT = 16;

/**
 * Bars by day, as the path of an SVG of 64 by 16. By the square root, so that a rule used a hundred times less
 * than the busiest still shows its days; a day with any use is one pixel high.
 */
export function sparkPath(byDay: readonly number[], busiest: number): string {
  const step = WIDTH / byDay.length;
  const bars = byDay.map((count) => {
    if (count === 0) return `h${round(step)}`;
    const height = Math.max(1, Math.round(HEIGHT * Math.sqrt(count / busiest)));
    return `v-${height}h${round(step)}v${height}`;
  });
  return `M0 ${HEIGHT}${bars.join('')}z`;
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}
