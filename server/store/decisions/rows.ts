/** Rows of the log as the API says them, with their names put in. */
import type { DecisionRow } from '../../../shared/api/decisions.js';
import type { DecisionRequest, Host } from '../../../shared/engine/decision.js';
import { referenceFromNumber } from '../../../shared/smtp/reference.js';
import type { Db } from '../open.js';
import { replyOf } from './reply-pattern.js';

/** A row with what it takes to decide it again. */
export interface FoundDecision {
  readonly row: DecisionRow;
  /** Every rule that matched, the deciding one first. */
  readonly rules: readonly string[];
  /** Null for a logon while no rules were in force. */
  readonly host: Host | null;
  readonly request: DecisionRequest;
}

export interface RowReader {
  /** In the order of the numbers; those that are gone are left out. */
  rows(numbers: readonly number[]): DecisionRow[];
  find(number: number): FoundDecision | null;
  textOf(name: number): string;
}

/** Names that are remembered. Their ids are never used again for another. */
const MOST_NAMES = 100_000;

type Nullable<K extends string> = { readonly [P in K]: number | null };
type Named<K extends string> = { readonly [P in K]: number };

interface Record
  extends
    Named<'number' | 'at' | 'kind' | 'verdict' | 'reason' | 'decidedBy' | 'peer' | 'localAddress'>,
    Named<'listener' | 'helo' | 'sender' | 'recipient' | 'reply' | 'smtputf8' | 'enforcement'>,
    Nullable<'rule' | 'rules' | 'account' | 'tls' | 'mechanism' | 'given'> {
  readonly session: string;
  readonly queueId: string | null;
}

interface EnforcementRecord {
  readonly revision: number;
  readonly host: string;
}

export function rowReader(db: Db): RowReader {
  const byNumber = db.prepare(
    `SELECT number, at, kind, verdict, reason, decided_by AS decidedBy, rule, rules, enforcement, peer,
       local_address AS localAddress, listener, account, helo, tls, mechanism, sender, recipient, given,
       smtputf8, session, queue_id AS queueId, reply FROM decision WHERE number = ?`,
  );
  const enforcementOf = db.prepare('SELECT revision, host FROM enforcement WHERE id = ?');
  const nameOf = db.prepare('SELECT text FROM name WHERE id = ?').pluck();
  const texts = new Map<number, string>();

  function textOf(id: number): string {
    const known = texts.get(id);
    if (known !== undefined) return known;
    if (texts.size >= MOST_NAMES) texts.clear();
    const text = (nameOf.get(id) as string | undefined) ?? '';
    texts.set(id, text);
    return text;
  }

  function textOrNull(id: number | null): string | null {
    return id === null ? null : textOf(id);
  }

  function rowOf(record: Record, revision: number): DecisionRow {
    const { number, given, session, queueId } = record;
    const recipient = textOf(record.recipient);
    return {
      ref: referenceFromNumber(number),
      at: new Date(record.at).toISOString(),
      kind: textOf(record.kind) as DecisionRow['kind'],
      verdict: textOf(record.verdict) as DecisionRow['verdict'],
      reason: textOf(record.reason) as DecisionRow['reason'],
      decidedBy: textOf(record.decidedBy) as DecisionRow['decidedBy'],
      rule: textOrNull(record.rule),
      revision,
      peer: textOf(record.peer),
      localAddress: textOf(record.localAddress),
      listener: textOf(record.listener),
      account: textOrNull(record.account),
      helo: textOf(record.helo),
      tls: textOrNull(record.tls),
      mechanism: textOrNull(record.mechanism),
      sender: textOf(record.sender),
      recipient,
      session,
      queueId,
      reply: replyOf(textOf(record.reply), { number, recipient, given: textOrNull(given) }),
    };
  }

  function enforcement(id: number): EnforcementRecord | undefined {
    return enforcementOf.get(id) as EnforcementRecord | undefined;
  }

  return {
    textOf,
    rows(numbers) {
      const revisions = new Map<number, number>();
      return numbers.flatMap((number) => {
        const record = byNumber.get(number) as Record | undefined;
        if (!record) return [];
        const id = record.enforcement;
        const revision = revisions.get(id) ?? enforcement(id)?.revision ?? 0;
        revisions.set(id, revision);
        return [rowOf(record, revision)];
      });
    },
    find(number) {
      const record = byNumber.get(number) as Record | undefined;
      if (!record) return null;
      const under = enforcement(record.enforcement);
      const row = rowOf(record, under?.revision ?? 0);
      const matched = textOrNull(record.rules)?.split('\n') ?? [];
      return {
        row,
        rules: [...new Set([...(row.rule === null ? [] : [row.rule]), ...matched])],
        host: JSON.parse(under?.host ?? 'null') as Host | null,
        request: requestOf(row, textOrNull(record.given), record.smtputf8 === 1),
      };
    },
  };
}

function requestOf(row: DecisionRow, given: string | null, smtputf8: boolean): DecisionRequest {
  const { peer, localAddress, account, sender, helo, recipient, at } = row;
  return {
    peer,
    localAddress,
    account,
    sender,
    helo,
    recipient: given ?? recipient,
    at,
    smtputf8,
  };
}
