/**
 * The overview of one period. What is read of the log is kept for some seconds, so that many open windows
 * cost as much as one.
 */
import { statfs } from 'node:fs/promises';
import { setTimeout as timer } from 'node:timers/promises';
import { AppError } from '../../shared/api/errors.js';
import {
  countsOf,
  type LateChange,
  type Overview,
  type OverviewHours,
  type ReasonSeries,
} from '../../shared/api/overview.js';
import type { SecurityState } from '../../shared/api/security.js';
import { backupOutcome } from '../store/config/backups.js';
import { deliveries } from '../store/config/deliveries.js';
import { unreadableSecrets } from '../store/config/unreadable-secrets.js';
import { lateChanges } from '../store/config/late-changes.js';
import { revisionInfos } from '../store/config/revisions.js';
import { HOUR_MS, type HourSum } from '../store/decisions/hours.js';
import type { DecisionReader } from '../store/decisions/reader.js';
import { forwarding } from '../host.js';
import { attentionOf, type Refusals } from './attention.js';
import type { Context } from './context.js';
import { hostNow } from './enforcement.js';

/** The hours before the period that say what is usual, and those before the last two. */
const USUAL_HOURS = 28 * 24;
const WEEK_HOURS = 7 * 24;
const LATELY_HOURS = 2;
const MOST_PEERS = 5;
const MOST_CHANGES = 5;
const KEPT_MS = 5000;
/** A week's traffic is gone through for gateways: so long it is waited for. */
const SOON_MS = 400;

interface LogPart {
  readonly decisions: NonNullable<Overview['decisions']>;
  readonly refusals: Refusals | null;
  readonly revisions: Overview['revisions'];
}

const EMPTY: LogPart = {
  decisions: {
    counts: { inbound: 0, relay: 0, reject: 0 },
    usual: null,
    series: [],
    oldest: null,
    refusedPeers: [],
    refusalsLookedAt: 0,
  },
  refusals: null,
  revisions: [],
};

export class OverviewDesk {
  readonly #context: Context;
  readonly #read = new Map<OverviewHours, { until: number; part: Promise<LogPart> }>();

  constructor(context: Context) {
    this.#context = context;
  }

  async of(hours: OverviewHours): Promise<Overview> {
    const { db, desk, use, relay, watch, environment, now, secrets } = this.#context;
    const at = now();
    const answer = await relay.status();
    const [read, gateways, disk, security] = await Promise.all([
      orProblem(this.#log(hours, at)),
      orProblem(soon(use.gateways(), [])),
      roomIn(environment.data),
      answer.ok ? this.#security() : null,
    ]);
    const { minimumFree, warnAfter } = deliveries.newest(db)!.settings;
    const { decisions = null, revisions = [], refusals = null } = read.value ?? {};
    return {
      at: at.toISOString(),
      hours,
      since: new Date(firstHour(hours, at) * HOUR_MS).toISOString(),
      decisions,
      revisions,
      queue: answer.ok ? { messages: answer.status.queued, oldest: answer.status.oldest } : null,
      disk,
      attention: attentionOf({
        now: at,
        relay: answer,
        security,
        unreadable: unreadableSecrets(db, secrets),
        backup: backupOutcome(db),
        stored: desk.current().revision.revision,
        watch: watch.current(),
        findings: desk.findings(hostNow(this.#context, answer), forwarding(), at),
        gateways: gateways.value ?? [],
        disk,
        minimumFree,
        warnAfter,
        refusals,
        logProblem: read.problem ?? gateways.problem,
      }),
      changes: changesOf(this.#context),
    };
  }

  #log(hours: OverviewHours, at: Date): Promise<LogPart> {
    const kept = this.#read.get(hours);
    if (kept && at.getTime() < kept.until) return kept.part;
    const from = firstHour(hours, at);
    const part = this.#context.decisions.readInTurns<LogPart>(EMPTY, (reader) =>
      lookingAt(reader, from, hours),
    );
    this.#read.set(hours, { until: at.getTime() + KEPT_MS, part });
    part.catch(() => this.#read.delete(hours));
    return part;
  }

  /** Null when the relay does not say. */
  async #security(): Promise<SecurityState | null> {
    const { value } = await orProblem(this.#context.relay.ask('GET', '/security'));
    return value === null ? null : (JSON.parse(value) as SecurityState);
  }
}

function* lookingAt(
  { hours: log, use }: DecisionReader,
  from: number,
  count: number,
): Generator<void, LogPart> {
  const to = from + count;
  const series = seriesOf(log.sums(from, to), from, count);
  yield;
  const oldest = use.oldest();
  const first = oldest === null ? to : Math.floor(Date.parse(oldest) / HOUR_MS);
  const usual = first > from - 24 ? null : log.counts(from - USUAL_HOURS, from);
  yield;
  const { peers, lookedAt } = yield* log.refusedPeers(from, MOST_PEERS);
  const lately = to - LATELY_HOURS;
  const refusals: Refusals = {
    since: new Date(lately * HOUR_MS).toISOString(),
    hours: LATELY_HOURS,
    lately: log.counts(lately, to),
    before: log.counts(lately - WEEK_HOURS, lately),
    hoursBefore: Math.max(0, Math.min(WEEK_HOURS, lately - first)),
  };
  return {
    decisions: {
      counts: countsOf(series),
      usual,
      series,
      oldest,
      refusedPeers: peers,
      refusalsLookedAt: lookedAt,
    },
    refusals,
    revisions: log.enforced(from),
  };
}

/** The last hour is the one that is running. */
function firstHour(hours: number, at: Date): number {
  return Math.floor(at.getTime() / HOUR_MS) - hours + 1;
}

function seriesOf(sums: readonly HourSum[], from: number, count: number): readonly ReasonSeries[] {
  const found = new Map<string, Omit<ReasonSeries, 'hours'> & { hours: number[] }>();
  for (const { hour, verdict, reason, decisions } of sums) {
    const key = `${verdict} ${reason}`;
    const series = found.get(key) ?? { verdict, reason, hours: Array<number>(count).fill(0) };
    found.set(key, series);
    series.hours[hour - from]! += decisions;
  }
  const total = ({ hours }: ReasonSeries) => hours.reduce((sum, each) => sum + each, 0);
  return [...found.values()].toSorted((a, b) => total(b) - total(a));
}

function changesOf({ db }: Context): readonly LateChange[] {
  const revisions = revisionInfos(db, Number.MAX_SAFE_INTEGER, MOST_CHANGES).map(
    ({ at, author, revision, note }): LateChange => ({
      kind: 'revision',
      at,
      actor: author,
      revision,
      note,
    }),
  );
  const settings = lateChanges(db, MOST_CHANGES).map((entry): LateChange => ({
    kind: 'settings',
    ...entry,
  }));
  return [...revisions, ...settings]
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, MOST_CHANGES);
}

async function roomIn(folder: string): Promise<Overview['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return null;
  }
}

/** What takes longer is there at the next look. */
async function soon<T>(reading: Promise<T>, meanwhile: T): Promise<T> {
  const late = new AbortController();
  const wait = timer(SOON_MS, meanwhile, { signal: late.signal }).catch(() => meanwhile);
  try {
    return await Promise.race([reading, wait]);
  } finally {
    late.abort();
    reading.catch(() => undefined); // said by whoever asks next
  }
}

/** What cannot be read now is said, and hides nothing else. */
async function orProblem<T>(
  reading: Promise<T>,
): Promise<{ readonly value: T | null; readonly problem: string | null }> {
  try {
    return { value: await reading, problem: null };
  } catch (error) {
    if (error instanceof AppError) return { value: null, problem: error.message };
    throw error;
  }
}
