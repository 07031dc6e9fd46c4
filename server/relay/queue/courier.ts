/**
 * What the queue asks of delivery. The queue knows when and to whom, a courier knows how; the relay
 * brings them together, so that neither imports the other's work.
 */
import type { NextHop } from '../../../shared/engine/decision.js';
import type { NewRecipient, SpooledMessage } from '../../store/spool/spooled.js';

/** A whole body, or its pieces, of which each is good only until the next is asked for. */
export type BodySource = Buffer | AsyncIterable<Buffer>;

/** One message for one next hop. */
export interface Job {
  readonly queueId: string;
  /** As it goes on the wire, without brackets; '' is the null sender. */
  readonly sender: string;
  /** As they go on the wire, without brackets; no address twice. */
  readonly recipients: readonly string[];
  readonly nextHop: NextHop;
  /** The whole message with CR LF line ends, not dot-stuffed; each call begins anew. */
  readonly body: () => BodySource;
  /** Octets. */
  readonly size: number;
  readonly eightBit: boolean;
  /** The header itself needs SMTPUTF8; what the addresses need can be seen from them. */
  readonly smtputf8: boolean;
  /** What the sender asked for with RFC 3461, to be handed on; absent: nothing. */
  readonly dsn?: DsnRequest | undefined;
}

export interface DsnRequest {
  readonly ret?: SpooledMessage['ret'];
  /** In xtext. */
  readonly envid?: SpooledMessage['envid'];
  /** By address; one that is missing asked for nothing. */
  readonly recipients: ReadonlyMap<string, Pick<NewRecipient, 'notify' | 'orcpt'>>;
}

/**
 * What became of a recipient. `reply` is the next hop's reply (`550 5.1.1 …`), or our own finding
 * beginning with its status (`5.1.2 …`); it may be hostile: see `outcome.ts` for what makes it a line.
 */
export interface Outcome {
  readonly kind: 'delivered' | 'deferred' | 'failed';
  readonly reply: string;
  /** Who said so, such as `mx.example.com[192.0.2.1]:25`; absent when nobody was reached. */
  readonly host?: string;
  /** The destination could not be reached or is not in order: no fault of this message. */
  readonly isUnreachable?: boolean;
  /** The next hop offers DSN and has taken over to report success (RFC 3461 5.2.2). */
  readonly reportsSuccess?: boolean;
}

export interface Courier {
  /**
   * Tries once. Never throws for what a next hop does; a recipient that has no outcome counts as
   * deferred. When the signal aborts it returns soon, unfinished recipients deferred.
   */
  deliver(job: Job, signal: AbortSignal): Promise<ReadonlyMap<string, Outcome>>;
}
