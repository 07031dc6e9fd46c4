/** The log's filters as SQL: each given filter is one condition, all must hold. */
import { ipFromText, ipToText } from '../../../shared/address/ip.js';
import { networkAround, networkFromText, width } from '../../../shared/address/network.js';
import type { DecisionFilter } from '../../../shared/api/decisions.js';
import { numberFromReference } from '../../../shared/smtp/reference.js';
import type { Db } from '../open.js';

type Condition = readonly [sql: string, ...values: (string | number)[]];

/** `WHERE …` with its values; empty when nothing is filtered. */
export function conditionsOf(
  filter: DecisionFilter,
  others: readonly Condition[],
): { sql: string; values: (string | number)[] } {
  const conditions = [...others, ...given(filter)];
  const sql = conditions.length === 0 ? '' : `WHERE ${conditions.map(([c]) => c).join(' AND ')}`;
  return { sql, values: conditions.flatMap(([, ...values]) => values) };
}

/** Functions that the conditions call: SQLite has no notion of a network. */
export function addFilterFunctions(db: Db): void {
  db.function('in_network', { deterministic: true }, (peer, cidr) => {
    const ip = ipFromText(String(peer));
    const network = networkFromText(String(cidr));
    if (!ip || !network.ok || network.value.ip.family !== ip.family) return 0;
    return networkAround(ip, network.value.prefix).ip.value === network.value.ip.value ? 1 : 0;
  });
}

function given(filter: DecisionFilter): Condition[] {
  const { verdict, reason, peer, sender, recipient, account, rule, revision, since, until, q } =
    filter;
  return [
    ...(verdict ? [['verdict = ?', verdict] as const] : []),
    ...(reason ? [['reason = ?', reason] as const] : []),
    ...(peer ? [peerCondition(peer)] : []),
    ...(sender ? [['instr(lower(sender), ?)', sender.toLowerCase()] as const] : []),
    ...(recipient ? [['instr(lower(recipient), ?)', recipient.toLowerCase()] as const] : []),
    ...(account ? [['account = ? COLLATE NOCASE', account] as const] : []),
    ...(rule ? [['rule = ?', rule] as const] : []),
    ...(revision ? [['enforcement.revision = ?', revision] as const] : []),
    ...(since ? [['at >= ?', Date.parse(since)] as const] : []),
    ...(until ? [['at < ?', Date.parse(until)] as const] : []),
    ...(q ? [freeText(q)] : []),
  ];
}

/** One address, a network in any accepted form, or else a part of the address. */
function peerCondition(peer: string): Condition {
  const network = networkFromText(peer);
  if (!network.ok) return ['instr(peer, ?)', peer.toLowerCase()];
  const { ip, prefix } = network.value;
  if (prefix === width(ip)) return ['peer = ?', ipToText(ip)];
  return ['in_network(peer, ?)', peer];
}

function freeText(q: string): Condition {
  const number = numberFromReference(q);
  const anywhere = "instr(lower(sender || ' ' || recipient || ' ' || peer || ' ' || helo), ?)";
  if (number === null) return [anywhere, q.toLowerCase()];
  return [`(number = ? OR ${anywhere})`, number, q.toLowerCase()];
}
