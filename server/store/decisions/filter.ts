/**
 * The log's filters. Each given one is a condition that a row must meet, and, where an index can find its
 * rows, where to look for them.
 */
import { networkFromText } from '../../../shared/address/network.js';
import type { DecisionFilter } from '../../../shared/api/decisions.js';
import { numberFromReference } from '../../../shared/smtp/reference.js';
import type { Db } from '../open.js';
import type { Source, SourceColumn, Span } from './candidates.js';
import { keysOf } from './name-table.js';
import { partSearch } from './part-search.js';

/** One filter; `condition` is SQL over the table `decision`. */
export interface Term {
  readonly condition: string;
  readonly values: readonly (string | number | Buffer)[];
  /** Where all its rows that refer to these names are found; null when only looking at each row tells. */
  readonly sources: (names: Span) => readonly Source[] | null;
  /** Looks among the names themselves: a day's names are looked through sooner than all. */
  readonly byDay?: boolean;
  /** Met by nearly all rows between the numbers that its hours lead to. */
  readonly isTime?: true;
}

/** The terms' conditions, each with AND before it, and their values. */
export function conditionsOf(terms: readonly Term[]): {
  readonly sql: string;
  readonly values: readonly (string | number | Buffer)[];
} {
  return {
    sql: terms.map(({ condition }) => ` AND ${condition}`).join(''),
    values: terms.flatMap(({ values }) => values),
  };
}

/** More values than this are not looked up one by one: then most rows fit, or none is quick to find. */
const MOST_IDS = 20_000;

type Filters = (filter: DecisionFilter) => readonly Term[];

export function filters(db: Db): Filters {
  const termsOf = db
    .prepare('SELECT id FROM name WHERE term = 1 AND text = ? COLLATE NOCASE AND text = ?')
    .pluck();
  const accountsOf = db
    .prepare('SELECT id FROM name WHERE term = 1 AND text = ? COLLATE NOCASE')
    .pluck();
  const enforcements = db.prepare('SELECT id FROM enforcement WHERE revision = ?').pluck();
  const inNetwork = db
    .prepare(`SELECT id FROM peer_address WHERE key BETWEEN ? AND ? LIMIT ${MOST_IDS + 1}`)
    .pluck();
  const containing = partSearch(db, MOST_IDS);

  /** A word of ours. */
  function word(column: 'verdict' | 'reason', text: string): Term {
    const ids = termsOf.all(text, text) as number[];
    return { ...among(column, ids), sources: named(column, () => ids) };
  }

  function rule(text: string): Term {
    const ids = termsOf.all(text, text) as number[];
    return {
      condition: `EXISTS (SELECT 1 FROM rule_match AS m WHERE m.number = decision.number
        AND m.rule IN (SELECT value FROM json_each(?)))`,
      values: [JSON.stringify(ids)],
      sources: named('rule', () => ids),
    };
  }

  function account(text: string): Term {
    const ids = accountsOf.all(text) as number[];
    return { ...among('account', ids), sources: named('account', () => ids) };
  }

  function revision(number: number): Term {
    const ids = enforcements.all(number) as number[];
    return { ...among('enforcement', ids), sources: () => [{ column: 'enforcement', ids }] };
  }

  /** One address, a network in any accepted form, or else a part of the address. */
  function peer(text: string): Term {
    const network = networkFromText(text);
    if (!network.ok) return part(['peer'], text);
    const range = keysOf(network.value);
    return {
      condition: '(SELECT key FROM peer_address WHERE id = peer) BETWEEN ? AND ?',
      values: range,
      sources: named('peer', () => {
        const ids = inNetwork.all(...range) as number[];
        return ids.length > MOST_IDS ? null : ids;
      }),
    };
  }

  function part(columns: readonly PartColumn[], text: string): Term {
    const tests = columns.map(
      (column) => `(SELECT instr(lower(text), ?) FROM name WHERE id = ${column}) > 0`,
    );
    const idsAmong = containing(text);
    return {
      condition: `(${tests.join(' OR ')})`,
      values: columns.map(() => text.toLowerCase()),
      byDay: idsAmong !== null,
      sources: (names) => {
        const ids = idsAmong?.(names) ?? null;
        return ids && columns.map((column) => ({ column, ids }));
      },
    };
  }

  function freeText(text: string): Term {
    const anywhere = part(['sender', 'recipient', 'peer', 'helo'], text);
    const number = numberFromReference(text);
    if (number === null) return anywhere;
    return {
      ...anywhere,
      condition: `(number = ? OR ${anywhere.condition})`,
      values: [number, ...anywhere.values],
      sources: (names) => {
        const sources = anywhere.sources(names);
        return sources && [{ column: 'number', ids: [number] }, ...sources];
      },
    };
  }

  return (filter) => {
    const { verdict, reason, sender, recipient, since, until, q } = filter;
    return [
      ...(verdict ? [word('verdict', verdict)] : []),
      ...(reason ? [word('reason', reason)] : []),
      ...(filter.peer ? [peer(filter.peer)] : []),
      ...(sender ? [part(['sender'], sender)] : []),
      ...(recipient ? [part(['recipient'], recipient)] : []),
      ...(filter.account ? [account(filter.account)] : []),
      ...(filter.rule ? [rule(filter.rule)] : []),
      ...(filter.revision ? [revision(filter.revision)] : []),
      ...(since ? [time('at >= ?', since)] : []),
      ...(until ? [time('at < ?', until)] : []),
      ...(q ? [freeText(q)] : []),
    ];
  };
}

/** By the names that have been found in the whole log, once they are asked for. */
function named(column: SourceColumn, find: () => readonly number[] | null): Term['sources'] {
  let found: readonly number[] | null | undefined;
  return ({ low, high }) => {
    if (found === undefined) found = find();
    return found && [{ column, ids: found.filter((id) => id >= low && id < high) }];
  };
}

type PartColumn = 'sender' | 'recipient' | 'peer' | 'helo';

/** Found by the hours (search.ts), not by an index of its own. */
function time(condition: string, instant: string): Term {
  return { condition, values: [Date.parse(instant)], sources: () => null, isTime: true };
}

function among(column: string, ids: readonly number[]): Pick<Term, 'condition' | 'values'> {
  return {
    condition: `${column} IN (SELECT value FROM json_each(?))`,
    values: [JSON.stringify(ids)],
  };
}
