/**
 * What the relay counts for Prometheus, asked by the console over the control socket.
 *
 * Promise: every label comes from a closed list; no address, name or host becomes one, so that no peer can make
 * the number of series grow.
 */
import { LIMIT_REASONS, type LimitReason } from '../../shared/api/decisions.js';
import type { SecurityState } from '../../shared/api/security.js';
import type { RelayStatus } from '../../shared/api/status.js';
import { addProcessFigures, Counter, Gauge, Histogram, Registry } from '../prometheus.js';
import type { StoredDecision } from '../store/decisions/stored-decision.js';
import type { State } from '../store/spool/state.js';
import type { Tried } from './queue/queue-options.js';
import type { ListenerKind } from './smtp/session.js';

const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const WAITING = ['queued', 'active', 'deferred', 'held'] as const satisfies readonly State[];
const LOGON_RESULTS = ['accepted', 'refused', 'unavailable', 'held'];
/** Seconds: at once, after a first retry, days later. */
const DELAYS = [0.1, 0.5, 1, 5, 30, 120, 600, 1800, 3600, 14_400, 86_400, 259_200];

/** Asked when Prometheus asks. */
export interface RelayFigures {
  status(): RelayStatus;
  certificate(): SecurityState['certificate'] | null;
  /** Recipients of all destinations in that state. */
  recipients(state: State): number;
}

export class RelayMetrics {
  readonly #registry = new Registry();
  readonly #decisions = this.#counter('decisions', 'Recipients that were decided on.', [
    'verdict',
    'reason',
  ]);
  readonly #logons = this.#counter('logons', 'Logons over SMTP.', ['result']);
  readonly #limits = this.#counter('limits_hit', 'Limits that peers have hit.', ['reason']);
  readonly #sessions = this.#counter('sessions', 'SMTP sessions that began.', ['listener']);
  readonly #handshakes = this.#counter('tls_handshakes', 'Sessions that were secured.', [
    'version',
  ]);
  readonly #accepted = this.#counter('messages_accepted', 'Messages that were taken in.', []);
  readonly #attempts = this.#counter(
    'delivery_attempts',
    'Attempts to deliver to a recipient. destination: inbound, host (of a row) or domain.',
    ['destination', 'outcome'],
  );
  readonly #expired = this.#counter(
    'recipients_expired',
    'Recipients that were given up because they waited too long.',
    [],
  );
  readonly #delay: Histogram<'destination'>;

  constructor() {
    this.#delay = new Histogram({
      name: 'gatepost_delivery_delay_seconds',
      help: 'From the acceptance of a message to its delivery to a recipient.',
      labelNames: ['destination'],
      buckets: DELAYS,
      registers: [this.#registry],
    });
    for (const result of LOGON_RESULTS) this.#logons.inc({ result }, 0);
    for (const reason of LIMIT_REASONS) this.#limits.inc({ reason }, 0);
    addProcessFigures(this.#registry, 'relay');
  }

  decided({ kind, verdict, reason }: Pick<StoredDecision, 'kind' | 'verdict' | 'reason'>): void {
    if (kind === 'recipient') this.#decisions.inc({ verdict, reason });
    else if (kind === 'logon') this.#logons.inc({ result: reason.replace(/^logon-/, '') });
  }

  limited(reason: LimitReason): void {
    this.#limits.inc({ reason });
  }

  connected(listener: ListenerKind): void {
    this.#sessions.inc({ listener });
  }

  /** `tls`: protocol and cipher. */
  secured(tls: string): void {
    const [version = ''] = tls.split(' ');
    this.#handshakes.inc({ version: TLS_VERSIONS.includes(version) ? version : 'other' });
  }

  accepted(): void {
    this.#accepted.inc();
  }

  tried({ destination, outcome, delay }: Tried): void {
    this.#attempts.inc({ destination, outcome });
    if (outcome === 'delivered') this.#delay.observe({ destination }, delay / 1000);
  }

  expired(recipients: number): void {
    this.#expired.inc(recipients);
  }

  /** What is so at the moment; called once. */
  watch(figures: RelayFigures): void {
    const status = () => figures.status();
    this.#gauge('queue_messages', 'Messages with recipients still to deliver.', () => {
      return status().queued;
    });
    this.#gauge(
      'queue_oldest_age_seconds',
      'Age of the oldest of them; 0 when there is none.',
      () => ageOf(status().oldest),
    );
    this.#gauge('enforced_revision', 'The revision of the rules in force; 0 for none.', () => {
      return status().enforced.revision ?? 0;
    });
    this.#gauge('accepting_mail', '1 while mail is taken, 0 while all of it is put off.', () =>
      status().refusing === null ? 1 : 0,
    );
    this.#gauge(
      'certificate_expires_seconds',
      'When the certificate of the listeners ends, in seconds since 1970.',
      () => Date.parse(figures.certificate()?.notAfter ?? '') / 1000,
    );
    const recipients = new Gauge({
      name: 'gatepost_queue_recipients',
      help: 'Recipients that wait, by state.',
      labelNames: ['state'],
      registers: [this.#registry],
      collect: () => {
        for (const state of WAITING) recipients.set({ state }, figures.recipients(state));
      },
    });
    const sessions = new Gauge({
      name: 'gatepost_sessions',
      help: 'Sessions now: of peers that are permitted or have logged on, and of others.',
      labelNames: ['peers'],
      registers: [this.#registry],
      collect: () => {
        const { permitted, others } = status().sessions;
        sessions.set({ peers: 'permitted' }, permitted);
        sessions.set({ peers: 'others' }, others);
      },
    });
  }

  /** In Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({
      name: `gatepost_${name}_total`,
      help,
      labelNames,
      registers: [this.#registry],
    });
  }

  #gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name: `gatepost_${name}`,
      help,
      registers: [this.#registry],
      collect: () => void gauge.set(value()),
    });
  }
}

/** Seconds. */
function ageOf(since: string | null): number {
  return since === null ? 0 : Math.max(0, (Date.now() - Date.parse(since)) / 1000);
}
