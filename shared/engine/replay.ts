/**
 * Replays recorded traffic under two rule sets and gathers what they decide otherwise.
 *
 * Promise: the counts are those of asking `decide` about each recorded recipient under both. Requests that
 * neither rule set can tell apart are asked about once: peers covered by the same entries, domains that pass
 * the same rows. Known weakness: what was not recorded is not replayed, local parts are only known to carry
 * routing or not.
 */
import { ipFromText } from '../address/ip.js';
import type { PreviewGroup, PreviewOutcome } from '../api/preview.js';
import type { Compiled } from './compile.js';
import { decide } from './decide.js';
import type { Decision, DecisionRequest } from './decision.js';
import {
  partOf,
  type Difference,
  type Gathered,
  type PartName,
  type ReplayedPart,
  type Seen,
} from './replay-groups.js';
import { routeOf } from './routing.js';

/** Recipients that were asked for alike. Address and account are numbers that `textOf` reads. */
export interface Recorded {
  readonly peer: string;
  readonly localAddress: number;
  /** 0: nobody logged on. */
  readonly account: number;
  /** As it came: a name in its look-up form, or a literal. */
  readonly domain: string;
  /** One of `FORMS`. */
  readonly form: number;
  readonly decisions: number;
  /** Number of the last decision. */
  readonly last: number;
}

/** What of a recipient the rules look at besides its domain. */
export const FORMS = {
  plain: 0,
  /** Its local part carries routing of its own. */
  routing: 1,
  /** Refused whatever the rules say: it could not be read. */
  refused: 2,
} as const;

export interface ReplaySides {
  readonly before: Compiled;
  readonly after: Compiled;
  /** Text forms of the rules of each side. */
  readonly rulesBefore: ReadonlySet<string>;
  readonly rulesAfter: ReadonlySet<string>;
  /** ISO 8601: all of it is asked as if it came at this instant. */
  readonly at: string;
  readonly textOf: (id: number) => string;
}

export interface Replayed extends Readonly<Record<PartName, ReplayedPart>> {
  readonly decisions: number;
  readonly unchanged: number;
}

export interface Replay {
  add(recorded: Recorded): void;
  /** Decisions that the two do not make otherwise. */
  pass(decisions: number): void;
  result(): Replayed;
}

/** More kinds of domains than could be recorded. */
const MOST_KINDS = 2 ** 31;

export function replay(sides: ReplaySides): Replay {
  const ask = comparing(sides);
  const peerKinds = numbered((peer) => peerKindOf(sides, peer));
  const domainKinds = numbered((domain) => domainKindOf(sides, domain));
  /** By kind of peer and domain, and then by the rest. */
  const kinds = new Map<number, Map<number, Difference | null>>();
  const gathered = new Map<string, Gathered>();
  let decisions = 0;
  let unchanged = 0;

  function differenceOf(recorded: Recorded): Difference | null {
    const { peer, localAddress, account, domain, form } = recorded;
    const kind = peerKinds(peer) * MOST_KINDS + domainKinds(domain);
    const rest = (localAddress * 2 + (account === 0 ? 0 : 1)) * 3 + form;
    let known = kinds.get(kind);
    if (!known) kinds.set(kind, (known = new Map<number, Difference | null>()));
    let difference = known.get(rest);
    if (difference === undefined) {
      difference = ask(requestOf(sides, recorded));
      known.set(rest, difference);
    }
    return difference;
  }

  function gather(recorded: Recorded, difference: Difference): void {
    const { part, before, after, because } = difference;
    const key = JSON.stringify([part, before, after, because]);
    const group = gathered.get(key) ?? { difference, peers: new Map<string, Seen>() };
    gathered.set(key, group);
    const { peer } = recorded;
    const seen = group.peers.get(peer) ?? { decisions: 0, last: 0 };
    group.peers.set(peer, seen);
    seen.decisions += recorded.decisions;
    seen.last = Math.max(seen.last, recorded.last);
  }

  return {
    add(recorded) {
      decisions += recorded.decisions;
      const difference = differenceOf(recorded);
      if (difference) gather(recorded, difference);
      else unchanged += recorded.decisions;
    },
    pass(others) {
      decisions += others;
      unchanged += others;
    },
    result() {
      const part = (name: PartName): ReplayedPart =>
        partOf([...gathered.values()].filter((each) => each.difference.part === name));
      return {
        decisions,
        unchanged,
        loses: part('loses'),
        gains: part('gains'),
        others: part('others'),
        rerouted: part('rerouted'),
      };
    },
  };
}

/** Numbers from 0 on for what a text comes to, the same for the same. */
function numbered(kindOf: (text: string) => string): (text: string) => number {
  const numbers = new Map<string, number>();
  const known = new Map<string, number>();
  // A day's traffic comes in the order of its peers.
  let last = { text: '', number: -1 };
  return (text) => {
    if (text === last.text && last.number >= 0) return last.number;
    let number = known.get(text);
    if (number === undefined) {
      const kind = kindOf(text);
      number = numbers.get(kind) ?? numbers.size;
      numbers.set(kind, number);
      known.set(text, number);
    }
    last = { text, number };
    return number;
  };
}

/** Peers of one kind meet the same entries on both sides. */
function peerKindOf({ before, after, at }: ReplaySides, text: string): string {
  const ip = ipFromText(text);
  if (!ip) return text;
  const now = Date.parse(at);
  const indexes = [before.never, before.addresses.index, after.never, after.addresses.index];
  return indexes.map((index) => index.find(ip, now)?.cidr ?? '').join();
}

/** Domains of one kind pass the same rows on both sides; an address literal is of its own kind. */
function domainKindOf({ before, after, at }: ReplaySides, domain: string): string {
  if (domain.startsWith('[')) return domain;
  const mailbox = { local: 'a', domain, literal: null, needsUtf8: false };
  const now = Date.parse(at);
  const rowsOf = (side: Compiled) =>
    routeOf(side, mailbox, now)
      .rows.map(({ route }) => route.domain)
      .join();
  return `${rowsOf(before)} ${rowsOf(after)}`;
}

function requestOf(
  { textOf, at }: ReplaySides,
  { peer, localAddress, account, domain, form }: Recorded,
): DecisionRequest | null {
  if (form === FORMS.refused) return null;
  return {
    peer,
    localAddress: textOf(localAddress),
    account: account === 0 ? null : textOf(account),
    recipient: `${form === FORMS.routing ? 'a%b' : 'a'}@${domain}`,
    at,
  };
}

function comparing(sides: ReplaySides): (request: DecisionRequest | null) => Difference | null {
  return (request) => {
    if (!request) return null;
    const before = decide(sides.before, request);
    const after = decide(sides.after, request);
    const part = partName(before, after);
    if (!part) return null;
    const because = becauseOf(sides, before.rule, after.rule);
    return { part, before: outcomeOf(before), after: outcomeOf(after), because };
  };
}

function partName(before: Decision, after: Decision): PartName | null {
  if (before.verdict === after.verdict) {
    const wayOf = ({ nextHop, recipient }: Decision) => JSON.stringify([nextHop, recipient]);
    return before.verdict !== 'reject' && wayOf(before) !== wayOf(after) ? 'rerouted' : null;
  }
  if (before.verdict === 'relay' && after.verdict === 'reject') return 'loses';
  if (before.verdict === 'reject' && after.verdict === 'relay') return 'gains';
  return 'others';
}

function becauseOf(
  { rulesBefore, rulesAfter }: ReplaySides,
  before: string | undefined,
  after: string | undefined,
): PreviewGroup['because'] {
  if (after !== undefined && !rulesBefore.has(after)) return { change: 'adds', rule: after };
  if (before !== undefined && !rulesAfter.has(before)) return { change: 'removes', rule: before };
  return { change: 'other', rule: after ?? before ?? null };
}

function outcomeOf({ verdict, reason, rule }: Decision): PreviewOutcome {
  return { verdict, reason, rule: rule ?? null };
}
