/**
 * What the SMTP side is handed by the relay: the rules in force, the log, the queue, logons. It asks
 * through these and knows nothing of databases, deliveries or the console.
 */
import type { LimitReason } from '../../../shared/api/decisions.js';
import type { LimitSettings } from '../../../shared/api/limits.js';
import type { Compiled } from '../../../shared/engine/compile.js';
import type { NextHop, Reply } from '../../../shared/engine/decision.js';
import type { RecipientRefusal } from '../../../shared/smtp/replies.js';
import type { StoredDecision } from '../../store/decisions/stored-decision.js';
import type { Intake } from '../queue/intake.js';
import type { Peer } from './session.js';

/** A rule set that is enforced; a transaction keeps the one it began with. */
export interface InForce {
  readonly compiled: Compiled;
  /** Names revision and host in the log. */
  readonly enforcement: number;
}

/** A row without what the log itself gives it. */
export type NewDecision = Omit<StoredDecision, 'number' | 'at' | 'reply'>;

export interface DecisionRecorder {
  /** The number and reference of the next decision. */
  next(): { readonly number: number; readonly ref: string };
  /** Puts a row into the log; rows appear there in the order of their numbers. */
  record(row: StoredDecision): void;
}

export interface MailIntake {
  newQueueId(): string;
  intake(queueId: string): Intake;
}

export type LogonResult =
  /** `senders`: what it may use besides its own name. */
  | { readonly kind: 'accepted'; readonly account: string; readonly senders: readonly string[] }
  /** `why`: for the log, never for the peer. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The store of accounts cannot answer now: never a refusal, never a permit. */
  | { readonly kind: 'unavailable'; readonly why: string }
  /** Too many failures before: not judged. */
  | { readonly kind: 'held'; readonly why: string };

/** Who logs on. */
export interface LogonPeer {
  readonly address: string;
  readonly localAddress: string;
  readonly tls: boolean;
}

/**
 * Whether a recipient of inbound mail exists. `unreachable`: the inbound host cannot be asked now;
 * `too-many`: the peer has asked for too many new names.
 */
export type RecipientAnswer = 'exists' | RecipientRefusal;

/** For whom the recipient is asked. */
export interface RecipientAsker {
  readonly peer: string;
  readonly account: string | null;
}

/** One line for the operator; `fields` are safe to print. */
export interface SessionLog {
  info(fields: object, line: string): void;
  warn(fields: object, line: string): void;
}

/** Told what happens to sessions besides what has a row. */
export interface SessionWatch {
  connected(peer: Peer): void;
  /** `tls`: protocol and cipher. */
  secured(peer: Peer, tls: string): void;
  logonFailed(peer: Peer, mechanism: string, kind: Exclude<LogonResult['kind'], 'accepted'>): void;
  tooManyErrors(peer: Peer): void;
  ended(peer: Peer): void;
}

export interface Front {
  /** Null until there are rules: then nothing is accepted. */
  rulesInForce(): InForce | null;
  readonly decisions: DecisionRecorder;
  readonly queue: MailIntake;
  logon(username: string, password: string, peer: LogonPeer): Promise<LogonResult>;
  /** Whether a sender must belong to the account that has logged on, and of which domain bare names are. */
  senderCheck(): { readonly siteDomain: string } | null;
  /** Asked after an inbound verdict alone; `address` as it will be delivered. Never rejects. */
  checkRecipient(
    address: string,
    nextHop: NextHop,
    asker: RecipientAsker,
  ): RecipientAnswer | Promise<RecipientAnswer>;
  /** Whether the data folder has room for a message of so many octets. */
  hasRoomFor(octets: number): boolean;
  /** A message could not be stored. */
  storeFailed(error: Error): void;
  readonly log: SessionLog;
  readonly watch: SessionWatch;
  readonly hostname: string;
  readonly guard: Guard;
  readonly dnsLists: PeerLists;
  /** Whether connections from there begin with a PROXY header. */
  isProxy(address: string): boolean;
}

/** What DNS lists say of a peer, by the names of the lists. */
export interface PeerListed {
  /** `said`: the list's own words; a stranger's. */
  readonly refusedBy: { readonly name: string; readonly said: string | null } | null;
  /** Others that hold it, and refuse nobody for it. */
  readonly noted: readonly string[];
}

export interface Listing {
  /** Within seconds of the question. Never rejects. */
  found(): PeerListed | Promise<PeerListed>;
}

export interface PeerLists {
  /** Asks, and does not wait. `listener`: as it is bound, `0.0.0.0:25`. */
  ask(address: string, listener: string): Listing;
}

/** What every row of a session says about it. */
export type SessionFacts = Pick<
  StoredDecision,
  'peer' | 'localAddress' | 'listener' | 'session' | 'helo' | 'tls' | 'account' | 'mechanism'
>;

/** A session that was let in. */
export interface Admitted {
  /** The rules in force when it began permit the peer by its address. */
  readonly permitted: boolean;
  /** It has logged on, and is counted among the permitted ones from here on. */
  trust(): void;
  /** It has ended; further calls do nothing. */
  leave(): void;
}

/** Who sends, for counting. */
export interface Sender {
  readonly address: string;
  readonly permitted: boolean;
  readonly account: string | null;
}

export interface Guard {
  /** Asked at each session, command or message: settings may change. */
  limits(): Limits;
  /** Another session; or the limit that keeps it out. */
  enter(address: string, localAddress: string): Admitted | LimitReason;
  /** Counts one more message, or recipient; the limit, where it is reached. */
  message(sender: Sender): LimitReason | null;
  recipient(sender: Sender): LimitReason | null;
  /**
   * A limit was hit: writes that down and gives the reply. `isSaid`: whether the peer can be told; `found`:
   * what the row says in place of the limit.
   */
  hit(reason: LimitReason, who: SessionFacts, isSaid?: boolean, found?: string): Reply;
}

export interface Limits extends LimitSettings {
  /** Octets of a message, announced with SIZE. */
  readonly messageSize: number;
  /** Received fields at which a message is taken to go round. */
  readonly hops: number;
}
