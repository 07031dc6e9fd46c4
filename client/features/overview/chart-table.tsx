/** What the chart shows, in numbers; each line leads into the log. */
import { Link } from 'react-router';
import { TableHead } from '../../components/table-head.js';
import { barText, type Chart } from './chart-bars.js';
import { barAddress } from './decisions-chart.js';

interface ChartTableProps {
  readonly chart: Chart;
  readonly hours: number;
}

export function ChartTable({ chart, hours }: ChartTableProps) {
  const { bars, layers } = chart;
  return (
    <div className="list chart-table">
      <table>
        <TableHead
          caption="Decisions over time"
          columns={[
            ['Time', hours === 168 ? 200 : 130],
            ...layers.map(({ label }) => [label, undefined, 'n'] as const),
          ]}
        />
        <tbody>
          {bars.toReversed().map((bar) => (
            <tr key={bar.from}>
              <td>
                <Link to={barAddress(bar)}>{barText(bar, hours)}</Link>
              </td>
              {layers.map(({ key }) => (
                <td key={key} className="n">
                  {(bar.parts[key] ?? 0).toLocaleString('en')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
