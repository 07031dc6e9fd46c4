/** Opens the decision log with its writer, and sees that both are closed in their order. */
import type { Delivery } from '../../shared/api/delivery.js';
import type { DecisionCommands } from '../store/decisions/writer-commands.js';
import type { Spool } from '../store/spool/spool.js';
import { Writer } from '../store/writer.js';
import type { Log } from '../log.js';
import { DecisionLog } from './decision-log.js';
import { LogRetention } from './log-retention.js';
import type { RelayMetrics } from './metrics.js';

export interface LogOptions {
  readonly path: string;
  readonly spool: Spool;
  readonly log: Log;
  readonly metrics: RelayMetrics;
  readonly onFatal: (error: Error) => void;
  /** What is undone at the end, last begun first. */
  readonly ends: (() => Promise<unknown> | unknown)[];
}

export async function beginLog({ path, spool, log, metrics, onFatal, ends }: LogOptions): Promise<{
  readonly decisions: DecisionLog;
  readonly writer: Writer<DecisionCommands>;
  /** Begins to remove what is older, or more, than is to be kept. */
  keepLog(keep: () => Delivery['keepLog']): LogRetention;
}> {
  const module = new URL('../store/decisions/writer-commands.js', import.meta.url);
  const writer = new Writer<DecisionCommands>(module, path, onFatal);
  ends.push(() => writer.close());
  const carried = {
    list: () => spool.call('decisions', null),
    forget: (upTo: number) => spool.call('forgetDecisions', upTo),
  };
  const onFault = (error: Error) =>
    log.error({ error: error.message }, 'the decision log cannot be written');
  const decisions = new DecisionLog(writer, carried, onFault, (row) => metrics.decided(row));
  await decisions.start();
  ends.push(() => decisions.stop());
  const keepLog = (keep: () => Delivery['keepLog']) => {
    const untrimmed = (error: Error) =>
      log.error({ error: error.message }, 'the decision log cannot be trimmed');
    const retention = new LogRetention({ writer, keep, onFault: untrimmed });
    retention.start();
    ends.push(() => retention.stop());
    return retention;
  };
  return { decisions, writer, keepLog };
}
