/** A message in the running queue: what the spool knows, and what is going on with it. */
import type { NextHop } from '../../../shared/engine/decision.js';
import type {
  NotifyOn,
  Recovered,
  SpooledMessage,
  SpooledRecipient,
} from '../../store/spool/spooled.js';
import { hasEnded, mayMove, type State } from '../../store/spool/state.js';
import type { Destination, Destinations } from './destination.js';

export interface QueuedRecipient {
  readonly position: number;
  readonly address: string;
  readonly notify: readonly NotifyOn[] | undefined;
  readonly orcpt: string | undefined;
  nextHop: NextHop;
  destination: Destination;
  state: State;
  attempts: number;
  /** Milliseconds since 1970. */
  nextTry: number;
  lastReply: string;
  /** Stands in its destination's line. */
  isLined: boolean;
  /** Its next hop could not be read from the spool: released, it goes where the rules then say. */
  isDamaged: boolean;
}

export interface Entry {
  readonly number: number;
  readonly message: SpooledMessage;
  readonly recipients: readonly QueuedRecipient[];
  /** Where it stands in the queue. */
  place: number;
  /** A small body that has just come in, kept for the first attempt; else it is read when needed. */
  body: Buffer | null;
  /** Its sender was told that it is late. */
  warned: boolean;
  /** What an administrator wants of recipients whose attempt is under way, if that does not end them. */
  wanted: 'held' | 'removed' | 'bounced' | null;
  /** Outcomes are written one after the other. */
  settling: Promise<unknown> | null;
}

/** Some of a message's recipients, for one next hop. */
export interface Batch {
  readonly entry: Entry;
  readonly destination: Destination;
  readonly recipients: readonly QueuedRecipient[];
}

/** The most recipients in one job: what each server must take (RFC 5321 4.5.3.1.8). */
const MOST_RECIPIENTS = 100;

export const DAMAGED_REPLY = '4.3.0 its record in the queue is damaged';

export function entryOf(
  { number, message, warned, recipients: spooled }: Recovered,
  destinations: Destinations,
  body: Buffer | null = null,
): Entry {
  const recipients = spooled.map((each) => queuedRecipient(each, destinations));
  const entry = {
    number,
    message,
    recipients,
    place: 0,
    body,
    warned,
    wanted: null,
    settling: null,
  };
  for (const { destination, state } of recipients) {
    if (hasEnded(state)) continue;
    destination.counts[state] += 1;
    destination.changes += 1;
    destination.entries.add(entry);
  }
  return entry;
}

/** The one way to change a recipient's state. */
export function enter(entry: Entry, recipient: QueuedRecipient, state: State): void {
  if (!mayMove(recipient.state, state)) {
    throw new Error(`A recipient that is ${recipient.state} cannot become ${state}.`);
  }
  const { destination } = recipient;
  destination.counts[recipient.state] -= 1;
  destination.changes += 1;
  recipient.state = state;
  if (!hasEnded(state)) {
    destination.counts[state] += 1;
    return;
  }
  const others = entry.recipients.some(
    (other) => other.destination === destination && !hasEnded(other.state),
  );
  if (!others) destination.entries.delete(entry);
}

/** Sends a recipient another way; it must be held. */
export function redirect(
  entry: Entry,
  recipient: QueuedRecipient,
  nextHop: NextHop,
  destination: Destination,
): void {
  const before = recipient.destination;
  before.counts[recipient.state] -= 1;
  destination.counts[recipient.state] += 1;
  before.changes += 1;
  destination.changes += 1;
  recipient.nextHop = nextHop;
  recipient.destination = destination;
  recipient.isDamaged = false;
  destination.entries.add(entry);
  if (!entry.recipients.some((other) => other.destination === before)) before.entries.delete(entry);
}

/** When the next of a message's waiting recipients is due; null when none waits outside a line. */
export function nextDue({ recipients }: Entry): number | null {
  let earliest: number | null = null;
  for (const { state, isLined, nextTry } of recipients) {
    if (isLined || !isWaiting(state)) continue;
    if (earliest === null || nextTry < earliest) earliest = nextTry;
  }
  return earliest;
}

/** Groups the due recipients by next hop; they are in a line from now on. */
export function takeDue(entry: Entry, now: number): Batch[] {
  const [first] = entry.recipients;
  if (first && entry.recipients.length === 1) {
    if (first.isLined || !isWaiting(first.state) || first.nextTry > now) return [];
    first.isLined = true;
    return [{ entry, destination: first.destination, recipients: entry.recipients }];
  }
  const batches: { entry: Entry; destination: Destination; recipients: QueuedRecipient[] }[] = [];
  const open = new Map<Destination, QueuedRecipient[]>();
  for (const recipient of entry.recipients) {
    if (recipient.isLined || !isWaiting(recipient.state) || recipient.nextTry > now) continue;
    recipient.isLined = true;
    const { destination } = recipient;
    let recipients = open.get(destination);
    if (!recipients || recipients.length === MOST_RECIPIENTS) {
      recipients = [];
      open.set(destination, recipients);
      batches.push({ entry, destination, recipients });
    }
    recipients.push(recipient);
  }
  return batches;
}

/** Takes a batch out of its line: those of its recipients that still wait become active. */
export function activate({ entry, destination, recipients }: Batch): Batch | null {
  for (const recipient of recipients) recipient.isLined = false;
  const waiting = recipients.filter(({ state }) => isWaiting(state));
  for (const recipient of waiting) enter(entry, recipient, 'active');
  return waiting.length === 0 ? null : { entry, destination, recipients: waiting };
}

export function isDone({ recipients }: Entry): boolean {
  return recipients.every(({ state }) => hasEnded(state));
}

export function isWaiting(state: State): boolean {
  return state === 'queued' || state === 'deferred';
}

function queuedRecipient(spooled: SpooledRecipient, destinations: Destinations): QueuedRecipient {
  const { position, address, notify, orcpt, state, attempts, nextTry, lastReply } = spooled;
  const isDamaged = spooled.nextHop === null;
  const nextHop: NextHop = spooled.nextHop ?? { kind: 'inbound' };
  return {
    position,
    address,
    notify,
    orcpt,
    nextHop,
    destination: destinations.of(nextHop),
    state: isDamaged && !hasEnded(state) ? 'held' : state,
    attempts,
    nextTry,
    lastReply: isDamaged ? DAMAGED_REPLY : lastReply,
    isLined: false,
    isDamaged,
  };
}
