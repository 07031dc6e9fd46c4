/**
 * What stands behind a decision: recomputed from the rules as they were, who put each rule there, since when
 * it is decided so, what would be decided now, what became of the mail.
 *
 * Known weakness: it looks at so many earlier revisions, for so long; what is older is not found.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { ipFromText } from '../../shared/address/ip.js';
import { networkAround, networkToCidr } from '../../shared/address/network.js';
import type {
  DecisionDetail,
  Explanation,
  Fate,
  Neighbours,
  RuleOrigin,
  VerdictChange,
} from '../../shared/api/decisions.js';
import { AppError } from '../../shared/api/errors.js';
import type { QueueMessage } from '../../shared/api/queue.js';
import { decide } from '../../shared/engine/decide.js';
import type { Decision } from '../../shared/engine/decision.js';
import { dnsListOfRule } from '../../shared/api/dns-lists.js';
import { ruleEntries, type RuleEntry } from '../../shared/rules/entries.js';
import { numberFromReference } from '../../shared/smtp/reference.js';
import { readRevision, readRevisionInfo } from '../store/config/revisions.js';
import type { FoundDecision } from '../store/decisions/rows.js';
import type { Context } from './context.js';
import { hostNow } from './enforcement.js';

/** Earlier revisions that are decided under, and for how long (milliseconds). */
const MOST_REVISIONS = 50;
const LOOK_MS = 400;
const NEIGHBOUR_DAYS = 7;
const DAY_MS = 86_400_000;

export async function detailOf(context: Context, found: FoundDecision): Promise<DecisionDetail> {
  const { row, request } = found;
  return {
    row,
    request,
    decision: decidedAgain(context, found),
    revision: readRevisionInfo(context.db, row.revision),
    fate: await fateOf(context, found),
  };
}

export async function explanationOf(context: Context, found: FoundDecision): Promise<Explanation> {
  const { row, request } = found;
  const decision = decidedAgain(context, found);
  const host = hostNow(context, await context.relay.status());
  const { desk } = context;
  const newest = desk.current().revision;
  const compiled = desk.compiled(newest.revision, host);
  const at = context.now().toISOString();
  return {
    rules: row.kind === 'recipient' ? await originsOf(context, found) : [],
    now: decision && compiled && decide(compiled, { ...request, at }),
    changed: decision && (await changeOf(context, found, decision)),
    neighbours: neighboursOf(context, found),
  };
}

/** The decision from the rules as they were then; null where the rules did not decide. */
export function decidedAgain(
  { desk }: Pick<Context, 'desk'>,
  { row, host, request }: FoundDecision,
): Decision | null {
  if (row.kind !== 'recipient' || row.decidedBy !== 'rules' || !host) return null;
  const compiled = desk.compiled(row.revision, host);
  return compiled && decide(compiled, request);
}

async function fateOf(context: Context, { row }: FoundDecision): Promise<Fate | null> {
  const { queueId, recipient } = row;
  if (queueId === null) return null;
  const ended = context.decisions.read(null, (reader) => reader.fateOf(queueId, recipient));
  if (ended) return ended;
  const message = await messageOf(context, queueId);
  const queued = message?.all.find(({ address }) => address === recipient);
  if (!queued) return { state: 'unknown', at: null, attempts: 0, host: null, reply: '' };
  const { state, attempts, lastReply, history } = queued;
  const [last] = history;
  return { state, attempts, at: last?.at ?? null, host: last?.host ?? null, reply: lastReply };
}

/** Null when the message is not in the queue any more, or the relay cannot be asked. */
async function messageOf({ relay }: Context, queueId: string): Promise<QueueMessage | null> {
  try {
    return JSON.parse(await relay.ask('GET', `/queue/${queueId}`)) as QueueMessage;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

async function originsOf(
  context: Context,
  { row, rules: all }: FoundDecision,
): Promise<readonly RuleOrigin[]> {
  const { db, desk } = context;
  const then = readRevision(db, row.revision);
  // DNS lists are settings, and stand in no revision.
  const rules = all.filter((rule) => dnsListOfRule(rule) === null);
  if (!then || rules.length === 0) return [];
  const entries = entriesNamed(then.rules, rules);
  const now = entriesNamed(desk.current().revision.rules, rules);
  const broughtBy = await revisionsThatBrought(db, row.revision, rules);
  return rules.map((rule) => {
    const entry = entries.get(rule);
    return {
      rule,
      since: readRevisionInfo(db, broughtBy.get(rule) ?? 0),
      note: entry?.note ?? '',
      until: entry?.until ?? null,
      stands: now.has(rule),
    };
  });
}

function entriesNamed(
  rules: Parameters<typeof ruleEntries>[0],
  wanted: readonly string[],
): Map<string, RuleEntry> {
  const found = new Map<string, RuleEntry>();
  for (const entry of ruleEntries(rules)) {
    if (wanted.includes(entry.rule)) found.set(entry.rule, entry);
  }
  return found;
}

/** The revision that brought each rule which stands in `revision`; a rule that all looked at have is left out. */
async function revisionsThatBrought(
  db: Context['db'],
  revision: number,
  rules: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const end = Date.now() + LOOK_MS;
  const oldest = Math.max(1, revision - MOST_REVISIONS);
  const brought = new Map<string, number>();
  let sought = rules;
  for (let before = revision - 1; before >= oldest && sought.length > 0; before -= 1) {
    const earlier = Date.now() < end ? readRevision(db, before) : null;
    if (!earlier) return brought;
    const entries = entriesNamed(earlier.rules, sought);
    for (const rule of sought) if (!entries.has(rule)) brought.set(rule, before + 1);
    sought = sought.filter((rule) => entries.has(rule));
    await turn();
  }
  if (oldest === 1) for (const rule of sought) brought.set(rule, 1);
  return brought;
}

/** The last revision before it under which the same request was given another verdict. */
async function changeOf(
  context: Context,
  { row, host, request }: FoundDecision,
  decision: Decision,
): Promise<VerdictChange | null> {
  const { db, desk, decisions } = context;
  const end = Date.now() + LOOK_MS;
  const oldest = Math.max(1, row.revision - MOST_REVISIONS);
  for (let before = row.revision - 1; before >= oldest && Date.now() < end; before -= 1) {
    const compiled = desk.compiled(before, host!, false);
    if (!compiled) return null;
    const then = decide(compiled, request);
    if (then.verdict !== decision.verdict) {
      const by = readRevisionInfo(db, before + 1);
      const number = numberFromReference(row.ref)!;
      const seen = (verdict: Decision['verdict']) =>
        decisions.read(null, ({ peers }) => peers.lastSeen(row.peer, verdict, number));
      const { verdict, reason, rule = null } = then;
      return by && { verdict, reason, rule, before, by, lastSeen: seen(verdict) };
    }
    await turn();
  }
  return null;
}

function neighboursOf({ decisions, now }: Context, { row }: FoundDecision): Neighbours | null {
  const ip = ipFromText(row.peer);
  if (!ip || row.reason !== 'not-permitted') return null;
  const network = networkToCidr(networkAround(ip, ip.family === 4 ? 24 : 64));
  const since = new Date(now().getTime() - NEIGHBOUR_DAYS * DAY_MS);
  const found = decisions.read(null, ({ peers }) => peers.refusedIn(network, since));
  return found && { network, ...found };
}
