/** How large the log is, and what is being removed from it. */
import type { LogExtent } from '../../shared/api/decisions.js';
import type { Context } from './context.js';

export async function logExtent({
  decisions,
  relay,
}: Pick<Context, 'decisions' | 'relay'>): Promise<LogExtent> {
  const answer = await relay.status();
  const { rows, oldest } = decisions.read({ rows: 0, oldest: null }, ({ use }) => ({
    rows: use.rows(),
    oldest: use.oldest(),
  }));
  const removing = answer.ok ? answer.status.removingDecisions : 0;
  return { rows, oldest, octets: decisions.octets(), removing };
}
