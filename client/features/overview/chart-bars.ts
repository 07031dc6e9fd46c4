/** The bars of the chart: decisions by the hour, or by the local day, each in layers by verdict or by reason. */
import { scaleLinear } from 'd3-scale';
import type { Overview, ReasonSeries } from '../../../shared/api/overview.js';
import { VERDICTS, type Verdict } from '../../../shared/engine/decision.js';
import { REASON_LABELS } from '../../components/labels.js';
import { sayDay } from '../../components/when.js';
import type { ChartBy } from './periods.js';

export interface Layer {
  readonly key: string;
  readonly label: string;
  readonly verdict: Verdict;
  /** Which of the shades of its verdict: 0 is the full one. */
  readonly shade: number;
}

export interface Bar {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** By the key of the layer. */
  readonly parts: Readonly<Record<string, number>>;
  readonly total: number;
}

export interface Chart {
  /** From below. */
  readonly layers: readonly Layer[];
  readonly bars: readonly Bar[];
}

type Decisions = NonNullable<Overview['decisions']>;

const HOUR_MS = 3_600_000;
/** Of each verdict so many reasons are told apart. */
const MOST_REASONS = 3;
/** A longer period is shown by the day. */
const HOURLY = 168;
const GRID_STEPS = 4;

export function chartOf(
  { hours, since }: Pick<Overview, 'hours' | 'since'>,
  { series }: Pick<Decisions, 'series'>,
  by: ChartBy,
): Chart {
  const layers = by === 'verdict' ? verdictLayers() : reasonLayers(series);
  const start = Date.parse(since);
  const bars: { from: number; to: number; parts: Record<string, number>; total: number }[] = [];
  for (let i = 0; i < hours; i += 1) {
    const from = start + i * HOUR_MS;
    let bar = bars.at(-1);
    if (!bar || hours <= HOURLY || !isSameDay(bar.from, from)) {
      bar = { from, to: from, parts: {}, total: 0 };
      bars.push(bar);
    }
    bar.to = from + HOUR_MS;
    for (const each of series) {
      const decisions = each.hours[i] ?? 0;
      if (decisions === 0) continue;
      const key = keyOf(layers, each, by);
      bar.parts[key] = (bar.parts[key] ?? 0) + decisions;
      bar.total += decisions;
    }
  }
  return { layers, bars };
}

function verdictLayers(): readonly Layer[] {
  return VERDICTS.map((verdict) => ({ key: verdict, label: verdict, verdict, shade: 0 }));
}

function reasonLayers(series: readonly ReasonSeries[]): readonly Layer[] {
  return VERDICTS.flatMap((verdict) => {
    const own = series.filter((each) => each.verdict === verdict);
    const named = own.length > MOST_REASONS + 1 ? own.slice(0, MOST_REASONS) : own;
    const layers: Layer[] = named.map(({ reason }, shade) => ({
      key: `${verdict} ${reason}`,
      label: REASON_LABELS[reason],
      verdict,
      shade,
    }));
    if (own.length > named.length) {
      const label = `Other reasons to ${verdict}`;
      layers.push({ key: `${verdict} other`, label, verdict, shade: named.length });
    }
    return layers;
  });
}

function keyOf(layers: readonly Layer[], { verdict, reason }: ReasonSeries, by: ChartBy): string {
  if (by === 'verdict') return verdict;
  const key = `${verdict} ${reason}`;
  return layers.some((layer) => layer.key === key) ? key : `${verdict} other`;
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** The upper end of the scale: its half is a round number too. */
export function topOf(bars: readonly Bar[]): number {
  const most = Math.max(2, ...bars.map(({ total }) => total));
  const [, half] = scaleLinear([0, 1])
    .domain([0, most / 2])
    .nice(GRID_STEPS)
    .domain();
  return Math.ceil(half!) * 2;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

export function clockText(at: number): string {
  return CLOCK.format(at);
}

/** `14:00 to 15:00`, `Fri 27 Nov, 14:00 to 15:00`, `Fri 27 Nov`. */
export function barText({ from, to }: Bar, hours: number): string {
  if (hours > HOURLY) return DAY.format(from);
  const clock = `${clockText(from)} to ${clockText(to)}`;
  return hours <= 24 ? clock : `${DAY.format(from)}, ${clock}`;
}

/** Under the chart, below the beginning of a bar. */
export function tickText({ from }: Bar, hours: number): string {
  return hours <= 24 ? clockText(from) : sayDay(new Date(from));
}
