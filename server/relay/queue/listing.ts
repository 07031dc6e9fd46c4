/** What the Queues page shows: destinations, messages by filter, one message. Reads memory; changes nothing. */
import { setImmediate as turn } from 'node:timers/promises';
import type {
  QueueDestination,
  QueueFilter,
  QueueItem,
  QueueMessage,
  QueueOverview,
  QueuePage,
  WaitingState,
} from '../../../shared/api/queue.js';
import { WAITING_STATES } from '../../../shared/api/queue.js';
import type { Attempt } from '../../store/spool/spooled.js';
import { hasEnded } from '../../store/spool/state.js';
import type { Destination } from './destination.js';
import { isWaiting, type Entry, type QueuedRecipient } from './entry.js';
import { safeReply } from './outcome.js';

/** Looked at, and written out, before the others get a turn. */
const SLICE = 2000;
const FEW = 100;
const MOST_DESTINATIONS = 1000;
const MOST_SHOWN = 3;
const MOST_KEYS = 20;

export async function overviewOf(
  all: Iterable<Destination>,
  messages: number,
  refusing: string | null,
): Promise<QueueOverview> {
  const { largest, recipients, destinationCount } = await sized(all);
  const destinations: QueueDestination[] = [];
  for (const [index, each] of largest.entries()) {
    if ((index + 1) % FEW === 0) await turn();
    const nextTry = await nextTryOf(each);
    const [oldest] = each.entries;
    // What was there a moment ago may have gone meanwhile.
    if (oldest) destinations.push(destinationOf(each, oldest, nextTry));
  }
  return { messages, recipients, destinations, destinationCount, refusing };
}

/** The most loaded first, and how much there is in all. */
async function sized(all: Iterable<Destination>) {
  let largest: Destination[] = [];
  let least = 0;
  let recipients = 0;
  let destinationCount = 0;
  let looked = 0;
  const cut = () => {
    largest = largest.toSorted((a, b) => b.entries.size - a.entries.size);
    largest.length = Math.min(largest.length, MOST_DESTINATIONS);
  };
  for (const each of all) {
    if ((looked += 1) % SLICE === 0) await turn();
    if (each.entries.size === 0) continue;
    destinationCount += 1;
    recipients += waitingIn(each.counts);
    if (each.entries.size <= least) continue;
    if (largest.push(each) < 2 * MOST_DESTINATIONS) continue;
    cut();
    least = largest.at(-1)!.entries.size;
  }
  cut();
  return { largest, recipients, destinationCount };
}

function destinationOf(
  destination: Destination,
  oldest: Entry,
  nextTry: number | null,
): QueueDestination {
  const { key, text, server, entries, counts, lastReply } = destination;
  const { active, held, deferred, queued } = counts;
  return {
    key,
    text,
    server,
    messages: entries.size,
    states: { active, held, deferred, queued },
    oldest: timeToText(oldest.message.receivedAt),
    nextTry: timeOrNull(nextTry),
    lastReply: lastReply === '' ? lastReplyOf(oldest) : safeReply(lastReply),
  };
}

/** The earliest try, not before a destination that is left alone is tried again. */
async function nextTryOf(destination: Destination): Promise<number | null> {
  const { counts, entries, restsUntil } = destination;
  const [oldest] = entries;
  if (!oldest || counts.queued + counts.deferred === 0) return null;
  // What was never tried is due since it came in.
  const earliest = counts.queued > 0 ? oldest.message.receivedAt : await earliestIn(destination);
  return earliest === null ? null : Math.max(earliest, restsUntil);
}

/** What was found: it holds until something changes, and is asked for twice a second. */
const found = new WeakMap<Destination, { changes: number; earliest: number | null }>();

async function earliestIn(destination: Destination): Promise<number | null> {
  const { changes } = destination;
  const known = found.get(destination);
  if (known?.changes === changes) return known.earliest;
  const earliest = await lookedUp(destination);
  found.set(destination, { changes, earliest });
  return earliest;
}

async function lookedUp(destination: Destination): Promise<number | null> {
  let earliest = Infinity;
  let looked = 0;
  for (const { recipients } of destination.entries) {
    for (const each of recipients) {
      if (each.destination !== destination || !isWaiting(each.state)) continue;
      if (each.nextTry < earliest) earliest = each.nextTry;
    }
    if ((looked += 1) % SLICE === 0) await turn();
  }
  return Number.isFinite(earliest) ? earliest : null;
}

/** The messages that match, in the order in which they came in. */
export async function* matching(
  entries: Iterable<Entry>,
  filter: QueueFilter,
): AsyncGenerator<Entry> {
  const matches = matcher(filter);
  let looked = 0;
  for (const entry of entries) {
    if (matches(entry)) yield entry;
    if ((looked += 1) % SLICE === 0) await turn();
  }
}

export interface Paging {
  /** The place after which the page begins, as `next` of the page before said. */
  readonly after?: string | undefined;
  readonly skip?: number;
  readonly limit: number;
}

export async function pageOf(
  entries: Iterable<Entry>,
  filter: QueueFilter,
  { after = '0', skip = 0, limit }: Paging,
): Promise<QueuePage> {
  const from = Number(after);
  const page: Entry[] = [];
  let total = 0;
  let passed = 0;
  for await (const entry of matching(entries, filter)) {
    total += 1;
    if (entry.place <= from || (passed += 1) <= skip || page.length > limit) continue;
    page.push(entry);
  }
  const next = page.length > limit ? String(page[limit - 1]!.place) : null;
  const items = page.slice(0, limit).filter(isHere).map(itemOf);
  return { items, next, total };
}

/** Looked at again: one may have ended while the others were read. */
function isHere({ recipients }: Entry): boolean {
  return recipients.some(({ state }) => !hasEnded(state));
}

export function messageOf(
  entry: Entry,
  attempts: readonly Attempt[],
  { header, expires }: { header: string; expires: number },
): QueueMessage {
  const { received, envid } = entry.message;
  return {
    ...itemOf(entry),
    peer: received.peer,
    helo: received.helo,
    account: received.account ?? null,
    envelopeId: envid ?? null,
    all: entry.recipients.map((recipient) => ({
      address: recipient.address,
      state: recipient.state,
      destination: recipient.destination.text,
      attempts: recipient.attempts,
      nextTry: isWaiting(recipient.state) ? timeToText(recipient.nextTry) : null,
      lastReply: recipient.lastReply,
      history: attempts
        .filter(({ position }) => position === recipient.position)
        .map(({ at, outcome, host, reply }) => ({ at: timeToText(at), outcome, host, reply })),
    })),
    header,
    expires: timeToText(expires),
  };
}

export function itemOf(entry: Entry): QueueItem {
  const { queueId, sender, size, receivedAt } = entry.message;
  const open = entry.recipients.filter(({ state }) => !hasEnded(state));
  const tries = open.filter(({ state }) => isWaiting(state)).map(({ nextTry }) => nextTry);
  return {
    id: queueId,
    sender,
    recipients: open.slice(0, MOST_SHOWN).map(({ address }) => address),
    recipientCount: open.length,
    state: stateOf(open),
    size,
    receivedAt: timeToText(receivedAt),
    attempts: Math.max(0, ...open.map(({ attempts }) => attempts)),
    nextTry: tries.length === 0 ? null : timeToText(Math.min(...tries)),
    lastReply: lastReplyOf(entry),
    destinations: [...new Set(open.map(({ destination }) => destination.key))].slice(0, MOST_KEYS),
  };
}

function matcher({ destination, state, q }: QueueFilter): (entry: Entry) => boolean {
  const part = q?.toLowerCase();
  return ({ message, recipients }) => {
    const isMeant = recipients.some(
      (each) =>
        !hasEnded(each.state) &&
        (destination === undefined || each.destination.key === destination) &&
        (state === undefined || each.state === state),
    );
    if (!isMeant) return false;
    if (part === undefined || part === '') return true;
    return (
      message.queueId.toLowerCase().includes(part) ||
      message.sender.toLowerCase().includes(part) ||
      recipients.some(({ address }) => address.toLowerCase().includes(part))
    );
  };
}

function stateOf(open: readonly QueuedRecipient[]): WaitingState {
  return WAITING_STATES.find((state) => open.some((each) => each.state === state)) ?? 'queued';
}

function lastReplyOf({ recipients }: Entry): string {
  const open = recipients.filter(({ state }) => !hasEnded(state));
  return open.find(({ lastReply }) => lastReply !== '')?.lastReply ?? '';
}

function waitingIn(counts: Destination['counts']): number {
  return counts.active + counts.held + counts.deferred + counts.queued;
}

function timeToText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : timeToText(milliseconds);
}
