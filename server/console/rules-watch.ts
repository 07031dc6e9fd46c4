/**
 * The watch after an Apply: peers that the rules let relay before, and refuse since. When their refusals
 * jump it says so, or brings the revision before back, if that was wanted.
 *
 * Promise: it is kept in config.db, so a console that starts again goes on watching. Known weakness: it
 * watches while the console runs; rules stay in force without it.
 */
import type { Watch } from '../../shared/api/routing.js';
import type { LostPeer } from '../../shared/api/revisions.js';
import { recordAudit, type Doing } from '../store/config/audit.js';
import { readRevision } from '../store/config/revisions.js';
import { readWatch, writeWatch } from '../store/config/watches.js';
import { applyRules } from './apply-rules.js';
import type { Context } from './context.js';

/** How often it looks (milliseconds), and how long it says afterwards that all was quiet. */
const LOOK_MS = 2000;
const TELL_MS = 10 * 60_000;
/** Refusals of such peers that are a jump: one device that tries again and again makes as many in minutes. */
const JUMP = 3;
const MOST_EXAMPLES = 5;

type Wanted = { readonly minutes: number; readonly rollBack: boolean };

export class RulesWatch {
  readonly #context: () => Context;
  #clock: NodeJS.Timeout | null = null;
  #looking = false;

  /** `context` is asked for later: it holds this watch. */
  constructor(context: () => Context) {
    this.#context = context;
  }

  start(): void {
    this.#clock = setInterval(() => void this.#look(), LOOK_MS);
  }

  stop(): void {
    if (this.#clock) clearInterval(this.#clock);
  }

  /** Null when there is nothing to be said. */
  current(): Watch | null {
    const { db, desk, now } = this.#context();
    const watch = readWatch(db);
    if (!watch) return null;
    if (watch.state === 'rolled-back') return watch;
    if (watch.revision !== desk.current().revision.revision) return null;
    if (watch.state !== 'quiet') return watch;
    return now().getTime() < Date.parse(watch.ends) + TELL_MS ? watch : null;
  }

  /** Over the revision that has just been applied; without `wanted` an earlier watch ends. */
  begin(revision: number, before: number, wanted: Wanted | undefined): void {
    const { db, now } = this.#context();
    if (!wanted) return writeWatch(db, null);
    const { minutes, rollBack } = wanted;
    const ends = new Date(now().getTime() + minutes * 60_000).toISOString();
    const state = 'watching';
    writeWatch(db, {
      revision,
      before,
      ends,
      rollBack,
      state,
      peers: 0,
      refusals: 0,
      examples: [],
    });
  }

  /** The revision stays, or it is known that it was rolled back. */
  end(doer: Omit<Doing, 'at'>): void {
    const { db, now } = this.#context();
    const watch = readWatch(db);
    if (!watch) return;
    writeWatch(db, null);
    const detail = `revision ${watch.revision}, ${watch.state}`;
    recordAudit(db, { ...doer, at: now().toISOString(), action: 'watch-ended', detail });
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const context = this.#context();
    try {
      const watch = this.current();
      if (watch?.state === 'watching') await this.#judge(context, watch);
      else if (watch?.state === 'alarm') this.#count(context, watch);
    } catch (error) {
      context.log.error({ error: (error as Error).message }, 'the watch over the rules failed');
    } finally {
      this.#looking = false;
    }
  }

  async #judge(context: Context, watch: Watch): Promise<void> {
    const seen = seenNow(context, watch);
    const { refusals } = seen;
    if (refusals >= JUMP) {
      if (watch.rollBack) return await bringBack(context, seen);
      writeWatch(context.db, { ...seen, state: 'alarm' });
      context.log.warn({ revision: watch.revision, refusals }, 'refusals jumped after an Apply');
    } else if (context.now().getTime() >= Date.parse(watch.ends)) {
      writeWatch(context.db, { ...seen, state: 'quiet' });
    } else if (refusals !== watch.refusals) {
      writeWatch(context.db, seen);
    }
  }

  /** What has been said loudly goes on being counted, for as long as was wished. */
  #count(context: Context, watch: Watch): void {
    if (context.now().getTime() >= Date.parse(watch.ends)) return;
    const seen = seenNow(context, watch);
    if (seen.refusals !== watch.refusals) writeWatch(context.db, seen);
  }
}

function seenNow({ decisions }: Context, watch: Watch): Watch {
  const lost = decisions.read<readonly LostPeer[]>([], ({ peers }) =>
    peers.lostUnder(watch.revision),
  );
  const refusals = lost.reduce((sum, peer) => sum + peer.refusals, 0);
  const examples = lost.slice(0, MOST_EXAMPLES).map(({ peer, ref }) => ({ peer, ref }));
  return { ...watch, peers: lost.length, refusals, examples };
}

async function bringBack(context: Context, watch: Watch): Promise<void> {
  const earlier = readRevision(context.db, watch.before);
  if (!earlier) throw new Error(`There is no revision ${watch.before} to bring back.`);
  const peers = watch.peers === 1 ? '1 peer' : `${watch.peers} peers`;
  await applyRules(context, {
    rules: earlier.rules,
    author: 'gatepost',
    note: `Rolled back to revision ${watch.before}: revision ${watch.revision} refused ${peers} that relayed before.`,
    confirm: 'all',
    // Somebody has applied other rules in the meantime: those stay.
    requireFresh: (newest) => {
      if (newest !== watch.revision) throw new Error('The rules have been changed meanwhile.');
    },
  });
  writeWatch(context.db, { ...watch, state: 'rolled-back' });
}
