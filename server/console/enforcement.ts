/** What the relay enforces, as the API says it; and whether what was just stored is in force. */
import type { Enforced } from '../../shared/api/routing.js';
import type { Host } from '../../shared/engine/decision.js';
import { deliveries } from '../store/config/deliveries.js';
import { newestRevision } from '../store/config/revisions.js';
import { securities } from '../store/config/securities.js';
import type { Context } from './context.js';
import type { RelayAnswer } from './relay-control.js';
import { hostOf } from '../host.js';

type Asking = Pick<Context, 'db' | 'relay'>;

export function enforcedOf(answer: RelayAnswer): Enforced {
  if (answer.ok) return answer.status.enforced;
  return { revision: null, since: null, problem: answer.problem };
}

/** Where the rules are enforced: the relay knows best; else what the settings and interfaces say. */
export function hostNow(
  { db, environment }: Pick<Context, 'db' | 'environment'>,
  answer: RelayAnswer,
): Host {
  if (answer.ok) return answer.status.host;
  return hostOf(environment, deliveries.newest(db)!.settings.siteDomain);
}

/** Asks the relay to use what is newest and waits until it does; `problem` says why it does not. */
export async function enforceNewest({ db, relay }: Asking): Promise<{
  readonly enforced: Enforced;
  readonly answer: RelayAnswer;
}> {
  const revision = newestRevision(db)!;
  const answer = await relay.enforce({
    revision,
    delivery: deliveries.newestVersion(db)!,
    security: securities.newestVersion(db)!,
  });
  if (!answer.ok && answer.late) return { enforced: enforcedOf(answer), answer };
  if (!answer.ok) {
    const { revision: enforced, since } = enforcedOf(await relay.status());
    return { enforced: { revision: enforced, since, problem: answer.problem }, answer };
  }
  const { enforced } = answer.status;
  if (enforced.problem || (enforced.revision ?? 0) >= revision) return { enforced, answer };
  const problem = `The relay still enforces revision ${enforced.revision ?? 'none'}.`;
  return { enforced: { ...enforced, problem }, answer };
}
