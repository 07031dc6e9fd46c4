/** A message in the running queue: what the spool knows, and what is going on with it. */
import type { NextHop } from '../../../shared/engine/decision.js';
import type { Recovered, SpooledMessage, SpooledRecipient } from '../../store/spool/spooled.js';
import { hasEnded, mayMove, type State } from '../../store/spool/state.js';

export interface QueuedRecipient {
  readonly position: number;
  readonly address: string;
  readonly nextHop: NextHop;
  readonly destination: string;
  state: State;
  attempts: number;
  /** Milliseconds since 1970. */
  nextTry: number;
}

export interface Entry {
  readonly number: number;
  readonly message: SpooledMessage;
  readonly recipients: readonly QueuedRecipient[];
  /** A small body that has just come in, kept for the first attempt; else it is read when needed. */
  body: Buffer | null;
  /** Outcomes are written one after the other. */
  settling: Promise<void>;
}

/** Some of a message's recipients, for one next hop. */
export interface Batch {
  readonly entry: Entry;
  readonly nextHop: NextHop;
  readonly recipients: readonly QueuedRecipient[];
}

/** The most recipients in one job: what each server must take (RFC 5321 4.5.3.1.8). */
const MOST_RECIPIENTS = 100;

export function entryOf(recovered: Recovered, body: Buffer | null = null): Entry {
  const { number, message } = recovered;
  const recipients = recovered.recipients.map(queuedRecipient);
  return { number, message, recipients, body, settling: Promise.resolve() };
}

export function enter(recipient: QueuedRecipient, state: State): void {
  if (!mayMove(recipient.state, state)) {
    throw new Error(`A recipient that is ${recipient.state} cannot become ${state}.`);
  }
  recipient.state = state;
}

/** When the next of a message's waiting recipients is due; null when none waits. */
export function nextDue({ recipients }: Entry): number | null {
  const waiting = recipients.filter(isWaiting);
  return waiting.length === 0 ? null : Math.min(...waiting.map(({ nextTry }) => nextTry));
}

/** Makes the due recipients active, grouped by next hop. */
export function takeDue(entry: Entry, now: number): Batch[] {
  const groups = new Map<string, QueuedRecipient[][]>();
  for (const recipient of entry.recipients) {
    if (!isWaiting(recipient) || recipient.nextTry > now) continue;
    enter(recipient, 'active');
    const parts = groups.get(recipient.destination) ?? [[]];
    if (parts.at(-1)!.length === MOST_RECIPIENTS) parts.push([]);
    parts.at(-1)!.push(recipient);
    groups.set(recipient.destination, parts);
  }
  return [...groups.values()]
    .flat()
    .map((recipients) => ({ entry, nextHop: recipients[0]!.nextHop, recipients }));
}

export function isDone({ recipients }: Entry): boolean {
  return recipients.every(({ state }) => hasEnded(state));
}

function isWaiting({ state }: QueuedRecipient): boolean {
  return state === 'queued' || state === 'deferred';
}

function queuedRecipient(spooled: SpooledRecipient): QueuedRecipient {
  const { position, address, nextHop, state, attempts, nextTry } = spooled;
  const destination = destinationOf(nextHop);
  return { position, address, nextHop, destination, state, attempts, nextTry };
}

/** The key of a next hop: what has the same key goes the same way. */
function destinationOf(nextHop: NextHop): string {
  switch (nextHop.kind) {
    case 'inbound':
      return `inbound ${nextHop.host ?? ''} ${nextHop.port ?? ''}`;
    case 'host':
      return `host ${nextHop.host} ${nextHop.port}`;
    case 'domain':
      return `domain ${nextHop.domain.toLowerCase()}`;
  }
}
