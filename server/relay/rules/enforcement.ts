/**
 * Which rules are in force. A new revision is read and compiled beside the running one and swapped in
 * whole; a transaction keeps the set it began with, and no session is dropped.
 *
 * Promise: what cannot be read or compiled leaves the last good revision in force, visibly. After a
 * restart without a readable config.db, the relay starts from the last revision that it enforced
 * (spool.db). With neither, there are no rules, and nothing is accepted.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Delivery } from '../../../shared/api/delivery.js';
import { FIRST_SECURITY, type Security } from '../../../shared/api/security.js';
import type { Enforced } from '../../../shared/api/routing.js';
import { compileSteps, type Compilation } from '../../../shared/engine/compile.js';
import type { Host } from '../../../shared/engine/decision.js';
import type { ConfigNumbers } from '../../store/config/relay-reader.js';
import {
  DELIVERY,
  opened,
  SECURITY,
  settingsFromStored,
  type SettingsKind,
} from '../../store/sealed-settings.js';
import type { Secrets } from '../../store/secrets.js';
import type { InForce } from '../smtp/front.js';
import type { ConfigSource, ReadRules } from './config-source.js';

/** What was enforced last, kept by the spool. `json` is of Rules, Delivery or Security. */
export interface LastGood {
  readonly kind: 'rules' | 'delivery' | 'security';
  readonly number: number;
  readonly json: string;
  /** ISO 8601. */
  readonly since: string;
}

export interface EnforcementOptions {
  readonly source: ConfigSource;
  /** The host's addresses now; asked again at every look. */
  readonly host: (siteDomain: string) => Host;
  readonly lastGood: (kind: LastGood['kind']) => LastGood | null;
  /** Keeps a revision of config.db as the last good one. */
  readonly keepRules: (revision: number, since: string) => Promise<unknown>;
  readonly keepSettings: (last: LastGood) => Promise<unknown>;
  /** Called before new security settings count. */
  readonly useSecurity: (settings: Security) => Promise<void>;
  /** Gives revision and host their id in the log. */
  readonly register: (revision: number, host: Host, since: string) => Promise<number>;
  /** For the last good settings, whose secrets are sealed. */
  readonly secrets: Secrets;
  readonly log: (line: string) => void;
}

interface Loaded<T> {
  readonly number: number;
  readonly value: T;
  readonly since: string;
}

const LOOK_MS = 250;

export class Enforcement {
  readonly #options: EnforcementOptions;
  #rules: Loaded<ReadRules> | null = null;
  #delivery: Loaded<Delivery> | null = null;
  #security: Loaded<Security> | null = null;
  #inForce: (InForce & { readonly revision: number; readonly host: string }) | null = null;
  #problem: string | null = null;
  #keyStamp: string | null = null;
  #looking: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  readonly #changed = new Set<() => void>();

  constructor(options: EnforcementOptions) {
    this.#options = options;
  }

  /** Resolves when there are rules, from config.db or from the last good ones, or neither. */
  async start(): Promise<void> {
    await this.look();
    if (!this.#inForce)
      await this.#startFromLastGood().catch((error: Error) => this.#report(error.message));
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  inForce(): InForce | null {
    return this.#inForce;
  }

  /** The delivery settings in use. */
  settings(): Delivery | null {
    return this.#delivery?.value ?? null;
  }

  /** The security settings in use; the first ones where none are known. */
  security(): Security {
    return this.#security?.value ?? FIRST_SECURITY;
  }

  enforced(): Enforced {
    return {
      revision: this.#inForce?.revision ?? null,
      since: this.#rules?.since ?? null,
      ...(this.#problem === null ? {} : { problem: this.#problem }),
    };
  }

  /** Looks for something new now; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Resolves when these numbers, or newer ones, are in force; false when they are not in time. */
  async reached(wanted: ConfigNumbers, within: number): Promise<boolean> {
    const there = () =>
      (this.#inForce?.revision ?? 0) >= wanted.revision &&
      (this.#delivery?.number ?? 0) >= wanted.delivery &&
      (this.#security?.number ?? 0) >= wanted.security;
    const deadline = Date.now() + within;
    // A look that is under way may have begun before the numbers were written.
    if (this.#looking) await this.#looking;
    await this.look();
    while (!there() && Date.now() < deadline && this.#problem === null) {
      await this.#nextChange(deadline - Date.now());
    }
    return there();
  }

  async #look(): Promise<void> {
    try {
      const numbers = await this.#options.source.ask('numbers', null);
      const key = await this.#options.source.ask('keyStamp', null);
      const isOtherKey = key !== this.#keyStamp;
      if (isOtherKey || numbers.delivery !== this.#delivery?.number) {
        await this.#loadDelivery(numbers.delivery);
      }
      const fault = await this.#loadSecurity(numbers.security, isOtherKey).catch(
        (error: Error) => error,
      );
      this.#keyStamp = key;
      if (numbers.revision !== this.#rules?.number) await this.#loadRules(numbers.revision);
      await this.#compile();
      this.#report(fault?.message ?? null);
    } catch (error) {
      this.#report((error as Error).message);
    }
  }

  async #loadDelivery(number: number): Promise<void> {
    if (number === 0) throw new Error('config.db holds no delivery settings.');
    const { settings, json } = await this.#options.source.ask('delivery', number);
    const since = now();
    this.#delivery = { number, value: settings, since };
    await this.#options.keepSettings({ kind: 'delivery', number, json, since });
  }

  /** Number 0: a config.db from before there were any. */
  async #loadSecurity(number: number, isOtherKey: boolean): Promise<void> {
    if (number === this.#security?.number && !isOtherKey) return;
    if (number === 0) {
      await this.#options.useSecurity(FIRST_SECURITY);
      this.#security = { number, value: FIRST_SECURITY, since: now() };
      return;
    }
    const { settings, json } = await this.#options.source.ask('security', number);
    const since = now();
    await this.#options.useSecurity(settings);
    this.#security = { number, value: settings, since };
    await this.#options.keepSettings({ kind: 'security', number, json, since });
  }

  async #loadRules(revision: number): Promise<void> {
    if (revision === 0) throw new Error('config.db holds no rules.');
    const value = await this.#options.source.rules({ revision });
    const last = this.#rules ? null : this.#options.lastGood('rules');
    const since = last?.number === revision ? last.since : now();
    await this.#enforce({ number: revision, value, since });
    await this.#options.keepRules(revision, since);
  }

  /** Compiles again when the host's addresses or the site domain have changed. */
  async #compile(): Promise<void> {
    if (!this.#rules || !this.#delivery) return;
    const host = JSON.stringify(this.#options.host(this.#delivery.value.siteDomain));
    if (host !== this.#inForce?.host) await this.#enforce(this.#rules);
  }

  async #enforce(rules: Loaded<ReadRules>): Promise<void> {
    const settings = this.settings();
    if (!settings) throw new Error('There are no delivery settings to enforce rules with.');
    const host = this.#options.host(settings.siteDomain);
    const compilation = await compileInTurns(rules.value, host, rules.number);
    if (!compilation.ok) {
      const [issue] = compilation.issues;
      throw new Error(`Revision ${rules.number} cannot be enforced: ${issue?.message}`);
    }
    const enforcement = await this.#options.register(rules.number, host, rules.since);
    const isNew = rules.number !== this.#inForce?.revision;
    this.#rules = rules;
    this.#inForce = {
      compiled: compilation.compiled,
      enforcement,
      revision: rules.number,
      host: JSON.stringify(host),
    };
    if (isNew) this.#options.log(`enforcing revision ${rules.number}`);
    this.#wake();
  }

  async #startFromLastGood(): Promise<void> {
    const rules = this.#options.lastGood('rules');
    const delivery = this.#options.lastGood('delivery');
    const security = this.#options.lastGood('security');
    if (security) await this.#useLastSecurity(security);
    if (!rules || !delivery) return;
    this.#delivery = { ...delivery, value: this.#fromLast(DELIVERY, delivery) };
    const value = await this.#options.source.rules({ json: rules.json });
    await this.#enforce({ number: rules.number, value, since: rules.since });
    this.#options.log(`enforcing revision ${rules.number}, the last one that could be read`);
  }

  async #useLastSecurity(last: LastGood): Promise<void> {
    const value = this.#fromLast(SECURITY, last);
    await this.#options.useSecurity(value);
    this.#security = { number: last.number, value, since: last.since };
  }

  #fromLast<T>(kind: SettingsKind<T>, { json }: LastGood): T {
    return opened(kind, settingsFromStored(kind, json), this.#options.secrets);
  }

  #report(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem !== null) this.#options.log(`rules: ${problem}`);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#changed) wake();
    this.#changed.clear();
  }

  #nextChange(within: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, within);
      this.#changed.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Compiles between the other work of this thread: one slice a turn of the event loop. */
async function compileInTurns(
  { rules, networks }: ReadRules,
  host: Host,
  revision: number,
): Promise<Compilation> {
  const steps = compileSteps(rules, host, revision, networks);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await turn();
  }
}

function now(): string {
  return new Date().toISOString();
}
