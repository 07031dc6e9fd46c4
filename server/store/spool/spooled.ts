/** What the spool keeps of a message, as it is handed to its writer and comes back at the start. */
import type { NextHop } from '../../../shared/engine/decision.js';
import type { StoredState } from './state.js';

/** Where a message came from: for log lines and the console, never for a decision. */
export interface ReceivedFrom {
  readonly peer: string;
  readonly helo: string;
  readonly account?: string | null;
  readonly tls?: string | null;
  readonly session?: string;
  /** The peer may relay: then the sender is known, and may be told what became of the message. */
  readonly permitted?: boolean;
}

export interface SpooledMessage {
  readonly queueId: string;
  readonly sender: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** Octets. */
  readonly size: number;
  readonly eightBit: boolean;
  /** The header itself needs SMTPUTF8; what the addresses need can be seen from them. */
  readonly smtputf8: boolean;
  readonly received: ReceivedFrom;
  /** RET of RFC 3461: how much of the message a report brings back. */
  readonly ret?: 'FULL' | 'HDRS' | undefined;
  /** ENVID of RFC 3461, in xtext as it was given. */
  readonly envid?: string | undefined;
  /** Whether the body is a file in the folder of bodies. */
  readonly inFile: boolean;
}

/** What a sender may ask to be told (RFC 3461 4.1). */
export type NotifyOn = 'success' | 'failure' | 'delay';

export interface NewRecipient {
  readonly address: string;
  readonly nextHop: NextHop;
  /** NOTIFY of RFC 3461; empty is NEVER; absent: not said. */
  readonly notify?: readonly NotifyOn[] | undefined;
  /** ORCPT of RFC 3461 as it was given, `rfc822;user@old.test` in xtext. */
  readonly orcpt?: string | undefined;
}

export interface SpooledRecipient extends Omit<NewRecipient, 'nextHop'> {
  readonly position: number;
  /** Null when its row is damaged: then it is held. */
  readonly nextHop: NextHop | null;
  readonly state: StoredState;
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly nextTry: number;
  readonly lastReply: string;
}

/** A decision that rides in the commit of the message it accepted. */
export interface RidingDecision {
  readonly number: number;
  readonly json: string;
}

export interface Accepted {
  readonly message: SpooledMessage;
  /** Null when it is in a file. */
  readonly body: Uint8Array | null;
  readonly recipients: readonly NewRecipient[];
  readonly decisions: readonly RidingDecision[];
}

export interface Move {
  readonly position: number;
  readonly state: StoredState;
  readonly attempts: number;
  readonly nextTry: number;
  readonly lastReply: string;
}

/** One attempt at one recipient. */
export interface Attempt {
  readonly position: number;
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly outcome: 'delivered' | 'deferred' | 'failed';
  readonly host: string | null;
  readonly reply: string;
}

/** What became of one message's recipients, in one transaction with the reports that tell of it. */
export interface Settled {
  readonly number: number;
  readonly moves: readonly Move[];
  readonly attempts?: readonly Attempt[];
  /** True when every recipient has ended: the message goes. */
  readonly done: boolean;
  /** A file goes after it: it must be flushed before that, not only with what comes next. */
  readonly flushed?: boolean;
  /** The sender has been told that it is late. */
  readonly warned?: boolean;
  readonly reports: readonly Accepted[];
}

export interface Recovered {
  readonly number: number;
  readonly message: SpooledMessage;
  readonly warned: boolean;
  readonly recipients: readonly SpooledRecipient[];
}

/** How an account of ours was used. Dates in ISO 8601. */
export interface LogonRecord {
  /** Lower case. */
  readonly account: string;
  readonly lastUsed: string | null;
  readonly lastFailure: string | null;
  /** Since it was last used. */
  readonly failures: number;
}

export interface LastGood {
  readonly kind: string;
  readonly number: number;
  readonly json: string;
  /** ISO 8601. */
  readonly since: string;
}
