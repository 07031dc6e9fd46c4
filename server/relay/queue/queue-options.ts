/** What a queue is made of; `relay.ts` brings it together. */
import type { Delivery } from '../../../shared/api/delivery.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import type { StoredFate } from '../../store/decisions/stored-decision.js';
import type { MailPart } from '../../postfix-line.js';
import type { DataFolder } from '../../store/layout.js';
import type { Spool } from '../../store/spool/spool.js';
import type { Courier, Outcome } from './courier.js';

/** One line for each outcome, in the shape that Postfix made common. */
export interface QueueLog {
  info(line: string, part?: MailPart): void;
  error(line: string): void;
}

/** An attempt for one recipient. */
export interface Tried {
  readonly destination: NextHop['kind'];
  readonly outcome: Outcome['kind'];
  /** Milliseconds since the message came in. */
  readonly delay: number;
}

/** Told what happens, for figures. */
export interface QueueWatch {
  accepted(): void;
  tried(attempt: Tried): void;
  expired(recipients: number): void;
}

export interface QueueOptions {
  readonly folder: DataFolder;
  /** Opened and closed by whoever made it, after `stop`. */
  readonly spool: Spool;
  readonly courier: Courier;
  /** The settings in force, asked for at each attempt; throws where there are none. */
  readonly settings: () => Delivery;
  /** Where our own mail (a bounce) to an address goes; null when it cannot be routed. */
  readonly route: (address: string) => { address: string; nextHop: NextHop } | null;
  /** Whether the sender's domain vouches for the peer; absent: nobody asks, and no stranger's sender is told. */
  readonly verifySender?: (from: {
    peer: string;
    helo: string;
    sender: string;
  }) => Promise<boolean>;
  readonly hostname: string;
  readonly log: QueueLog;
  /** Told what became of recipients, once it is written down. */
  readonly ended?: (fates: readonly StoredFate[]) => void;
  readonly watch?: QueueWatch;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}
