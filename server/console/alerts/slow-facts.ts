/** What costs a look into the log or a question to the relay: read once a minute, and kept. */
import type { SecurityState } from '../../../shared/api/security.js';
import { AppError } from '../../../shared/api/errors.js';
import { HOUR_MS } from '../../store/decisions/hours.js';
import type { Refusals } from '../attention.js';
import type { Context } from '../context.js';
import type { RelayAnswer } from '../relay-control.js';

const KEPT_MS = 60_000;
const LATELY_HOURS = 2;
const WEEK_HOURS = 7 * 24;

interface Facts {
  readonly refusals: Refusals | null;
  /** ISO 8601: the end of the certificate. */
  readonly notAfter: string | null;
}

export class SlowFacts {
  readonly #context: () => Context;
  #known: { readonly until: number; readonly facts: Facts } | null = null;

  constructor(context: () => Context) {
    this.#context = context;
  }

  async read(relay: RelayAnswer): Promise<Facts> {
    const at = this.#context().now().getTime();
    if (this.#known && at < this.#known.until) return this.#known.facts;
    const before = this.#known?.facts;
    // What cannot be read now is as it was.
    const refusals = this.#refusals(at) ?? before?.refusals ?? null;
    const notAfter = (relay.ok ? await this.#certificate() : null) ?? before?.notAfter ?? null;
    const facts = { refusals, notAfter };
    // A relay that is just starting is asked again at once.
    if (notAfter !== null) this.#known = { until: at + KEPT_MS, facts };
    return facts;
  }

  #refusals(at: number): Refusals | null {
    const to = Math.floor(at / HOUR_MS) + 1;
    const from = to - LATELY_HOURS;
    try {
      return this.#context().decisions.read<Refusals | null>(null, ({ hours, use }) => {
        const oldest = use.oldest();
        const first = oldest === null ? to : Math.floor(Date.parse(oldest) / HOUR_MS);
        return {
          since: new Date(from * HOUR_MS).toISOString(),
          hours: LATELY_HOURS,
          lately: hours.counts(from, to),
          before: hours.counts(from - WEEK_HOURS, from),
          hoursBefore: Math.max(0, Math.min(WEEK_HOURS, from - first)),
        };
      });
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  async #certificate(): Promise<string | null> {
    try {
      const text = await this.#context().relay.ask('GET', '/security');
      return (JSON.parse(text) as SecurityState).certificate.notAfter;
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}
