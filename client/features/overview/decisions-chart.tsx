/** Decisions over time as stacked bars, revisions as dashed lines with their number; the same as a table. */
import { scaleBand, scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Overview } from '../../../shared/api/overview.js';
import { counted } from '../../components/counted.js';
import { logAddress } from '../../decision/log-address.js';
import {
  barText,
  clockText,
  tickText,
  topOf,
  type Bar,
  type Chart,
  type Layer,
} from './chart-bars.js';

interface DecisionsChartProps {
  readonly overview: Overview;
  readonly chart: Chart;
}

const HEIGHT = 200;
/** A bar that is not empty is seen. */
const LEAST = 1;
const TICKS = 6;
/** Pixels that the name of a revision takes, and a time before “now”. */
const NAME_WIDTH = 124;
const NOW_WIDTH = 70;

export function DecisionsChart({ overview, chart }: DecisionsChartProps) {
  const { hours, revisions } = overview;
  const { layers, bars } = chart;
  const [plot, width] = useWidth();
  const top = topOf(bars);
  const x = scaleBand<number>()
    .domain(bars.map(({ from }) => from))
    .range([0, width])
    .paddingInner(hours === 168 ? 0.1 : 0.2);
  const y = scaleLinear([0, top], [HEIGHT, 0]);
  const flags = flagsOf(revisions, bars, (bar) => [x(bar.from) ?? 0, x.bandwidth()]);
  const every = Math.max(1, Math.ceil(bars.length / TICKS));
  return (
    <>
      <div className="chart">
        <div className="y" aria-hidden="true">
          {[top, top / 2, 0].map((each) => (
            <span key={each}>{each.toLocaleString('en')}</span>
          ))}
        </div>
        <div className="plot" ref={plot}>
          <Bars overview={overview} chart={chart} width={width} x={x} y={y} />
          {flags.map(({ revision, at, place, named }) => (
            <Link
              key={revision}
              to={`/history/${revision}`}
              className={`flag ${place > width / 2 ? 'l' : ''}`}
              style={{ left: place }}
              title={`${clockText(at)} revision ${revision}`}
            >
              <span className={named ? undefined : 'sr'}>
                {hours > 24 ? '' : `${clockText(at)} `}revision {revision}
              </span>
            </Link>
          ))}
        </div>
        <div className="x" aria-hidden="true">
          {bars
            .filter(({ from }, i) => i % every === 0 && x(from)! < width - NOW_WIDTH)
            .map((bar) => (
              <span key={bar.from} style={{ left: x(bar.from) }}>
                {tickText(bar, hours)}
              </span>
            ))}
          <span className="now">now</span>
        </div>
      </div>
      <ul className="chart-key">
        {layers.map(({ key, label, verdict, shade }) => (
          <li key={key} className={`${verdict} s${shade}`}>
            <i />
            {label}
          </li>
        ))}
      </ul>
    </>
  );
}

interface BarsProps extends DecisionsChartProps {
  readonly width: number;
  readonly x: { (from: number): number | undefined; bandwidth(): number; step(): number };
  readonly y: (value: number) => number;
}

function Bars({ overview, chart, width, x, y }: BarsProps) {
  const { hours } = overview;
  const { layers, bars } = chart;
  const navigate = useNavigate();
  const hatch = useId();
  const stacked = stack<unknown, Bar, string>()
    .keys(layers.map(({ key }) => key))
    .value(({ parts }, key) => parts[key] ?? 0)([...bars]);
  return (
    // eslint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn, no picture in a file
    <svg viewBox={`0 0 ${width || 1} ${HEIGHT}`} role="img" aria-label={inWords(overview, bars)}>
      <defs>
        {[0, 1, 2, 3].map((shade) => (
          <pattern
            key={shade}
            id={`${hatch}${shade}`}
            width={5 - shade * 0.5}
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform={`rotate(${shade % 2 === 0 ? 45 : -45})`}
          >
            <rect className="hatch-ground" width="5" height="5" />
            <rect className="hatch-line" width={3 - shade * 0.6} height="5" />
          </pattern>
        ))}
      </defs>
      {stacked.map((series, i) => {
        const { key, verdict, shade } = layers[i] as Layer;
        const fill = verdict === 'reject' ? { fill: `url(#${hatch}${shade})` } : {};
        return (
          <g key={key} className={`${verdict} s${shade}`} {...fill}>
            {series.map(([low, high], place) => {
              const bar = bars[place]!;
              if (high === low) return null;
              const height = Math.max(LEAST, y(low) - y(high) - 0.5);
              return (
                <rect
                  key={bar.from}
                  x={x(bar.from)}
                  y={y(low) - height}
                  width={x.bandwidth()}
                  height={height}
                />
              );
            })}
          </g>
        );
      })}
      {bars.map((bar) => (
        <rect
          key={bar.from}
          className="reach"
          x={x(bar.from)}
          y={0}
          width={x.step()}
          height={HEIGHT}
          onClick={() => void navigate(barAddress(bar))}
        >
          <title>{titleOf(bar, layers, hours)}</title>
        </rect>
      ))}
    </svg>
  );
}

/** The log of that hour or day. */
export function barAddress({ from, to }: Bar): string {
  return logAddress({ since: new Date(from).toISOString(), until: new Date(to).toISOString() });
}

function titleOf(bar: Bar, layers: readonly Layer[], hours: number): string {
  const parts = layers.flatMap(({ key, label }) => {
    const count = bar.parts[key] ?? 0;
    return count > 0 ? [`${count.toLocaleString('en')} ${label}`] : [];
  });
  return `${barText(bar, hours)}: ${parts.length === 0 ? 'no decisions' : parts.join(', ')}`;
}

function inWords({ decisions, hours }: Overview, bars: readonly Bar[]): string {
  const { inbound, relay, reject } = decisions!.counts;
  const all = `Decisions: ${inbound} inbound, ${relay} relay, ${reject} reject.`;
  const most = bars.reduce((found, bar) => (bar.total > found.total ? bar : found), bars[0]!);
  return most.total === 0
    ? all
    : `${all} The most, ${counted(most.total, 'decision')}: ${barText(most, hours)}.`;
}

/** Names that would lie over one another are left out, but for who reads the screen; the latest stays. */
function flagsOf(
  revisions: Overview['revisions'],
  bars: readonly Bar[],
  placeOf: (bar: Bar) => readonly [start: number, width: number],
) {
  let next = Infinity;
  return revisions
    .flatMap(({ revision, at }) => {
      const time = Date.parse(at);
      const bar = bars.find(({ from, to }) => from <= time && time < to);
      if (!bar) return [];
      const [start, width] = placeOf(bar);
      const place = start + (width * (time - bar.from)) / (bar.to - bar.from);
      return [{ revision, at: time, place }];
    })
    .toReversed()
    .map((flag) => {
      const named = next - flag.place > NAME_WIDTH;
      if (named) next = flag.place;
      return { ...flag, named };
    })
    .toReversed();
}

/** In pixels, so that hatching and lines are not drawn out of shape. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current!;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width] as const;
}
