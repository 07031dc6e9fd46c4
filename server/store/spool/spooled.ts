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
  /** Whether the body is a file in the folder of bodies. */
  readonly inFile: boolean;
}

export interface NewRecipient {
  readonly address: string;
  readonly nextHop: NextHop;
}

export interface SpooledRecipient extends NewRecipient {
  readonly position: number;
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

/** What became of one message's recipients, in one transaction with the bounce that tells of it. */
export interface Settled {
  readonly number: number;
  readonly moves: readonly Move[];
  /** True when every recipient has ended: the message goes. */
  readonly done: boolean;
  readonly bounce: Accepted | null;
}

export interface Recovered {
  readonly number: number;
  readonly message: SpooledMessage;
  readonly recipients: readonly SpooledRecipient[];
}

export interface LastGood {
  readonly kind: string;
  readonly number: number;
  readonly json: string;
  /** ISO 8601. */
  readonly since: string;
}
