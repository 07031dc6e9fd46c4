/**
 * Rules become a new revision: what is asked before, and the wait until the relay enforces them. The one
 * way for Apply, for bringing a revision back, and for the watch.
 */
import { AppError, invalidRules } from '../../shared/api/errors.js';
import type { Enforced } from '../../shared/api/routing.js';
import { compile } from '../../shared/engine/compile.js';
import type { Host } from '../../shared/engine/decision.js';
import { confirmationsOf, findingsOf, unconfirmed } from '../../shared/engine/findings.js';
import type { Rules } from '../../shared/rules/schema.js';
import type { Origin } from '../store/config/audit.js';
import { storeRevision } from '../store/config/revisions.js';
import { forwarding } from '../host.js';
import type { Context } from './context.js';
import { enforceNewest, hostNow } from './enforcement.js';
import { stale } from './etag.js';

export interface NewRules {
  readonly rules: Rules;
  readonly author: string;
  readonly origin?: Origin;
  readonly note: string;
  /** Ids of findings that the author wants all the same; `all` for rules that were in force before. */
  readonly confirm: readonly string[] | 'all';
  /** Called once the rules are known to be valid: throws when the newest revision is not the one that was read. */
  readonly requireFresh: (newest: number) => void;
}

export interface Applied {
  readonly revision: number;
  /** The one before. */
  readonly before: number;
  readonly enforced: Enforced;
  readonly host: Host;
}

export async function applyRules(
  context: Context,
  { rules, author, origin, note, confirm, requireFresh }: NewRules,
): Promise<Applied> {
  const host = hostNow(context, await context.relay.status());
  const base = context.desk.current().revision;
  const compilation = compile(rules, host, base.revision + 1);
  if (!compilation.ok) throw invalidRules(compilation.issues);
  requireFresh(base.revision);
  const at = context.now().toISOString();
  const findings = findingsOf(rules, compilation.compiled, { forwarding: forwarding(), at });
  const open = confirm === 'all' ? [] : unconfirmed(findings, confirm, base.confirmed);
  if (open.length > 0) {
    const message = `These rules need to be confirmed: ${open.map(({ text }) => text).join(' ')}`;
    throw new AppError('confirmation-required', message, { findings: open });
  }
  const draft = { rules, confirmed: confirmationsOf(findings), author, note, at };
  const stored = storeRevision(context.db, base.revision, { ...draft, origin, compilation });
  if (stored === null) throw stale(context.desk.current().revision.revision);
  context.desk.adopt({ ...draft, revision: stored }, JSON.stringify(rules), compilation.compiled);
  context.log.info({ revision: stored, author }, 'rules applied');
  const { enforced, answer } = await enforceNewest(context);
  return {
    revision: stored,
    before: base.revision,
    enforced,
    host: answer.ok ? answer.status.host : host,
  };
}
