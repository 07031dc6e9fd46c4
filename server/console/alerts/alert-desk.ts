/**
 * Alerts: looks every few seconds at how things are, and has it said by ways that do not need this mail server.
 *
 * Promise: what is raised stands in config.db, so a console that starts again does not say it anew; a way that fails
 * is tried again and does not stop the others. Known weakness: it watches while the console runs; that the console
 * is gone must be noticed from outside (`/healthz`, systemd).
 */
import { statfs } from 'node:fs/promises';
import {
  ALERT_WAYS,
  type AlertName,
  type Alerts,
  type AlertsState,
  type AlertTest,
  type AlertWay,
} from '../../../shared/api/alerts.js';
import { alertSettings } from '../../store/config/alert-settings.js';
import { readRaised, writeRaised } from '../../store/config/raised-alerts.js';
import { ALERTS, opened } from '../../store/sealed-settings.js';
import type { Context } from '../context.js';
import { runCommand } from './command.js';
import { judge } from './judge.js';
import { messageOf, testMessage, type AlertMessage, type WayResult } from './message.js';
import { Outbox } from './outbox.js';
import { ownListenersOf } from './own-listeners-of.js';
import { astray, readingsOf } from './readings.js';
import { sendBySmartHost } from './smart-host.js';
import { SlowFacts } from './slow-facts.js';
import { sendToWebhook } from './webhook.js';

const LOOK_MS = 2000;

export class AlertDesk {
  readonly #context: () => Context;
  readonly #slow: SlowFacts;
  readonly #stopping = new AbortController();
  readonly #told = new Map<AlertName, number>();
  readonly #outboxes: Readonly<Record<AlertWay, Outbox>>;
  #clock: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #looked: Date | null = null;
  #astraySince: number | null = null;

  /** `context` is asked for later: it holds this desk. */
  constructor(context: () => Context) {
    this.#context = context;
    this.#slow = new SlowFacts(context);
    const outbox = (way: AlertWay) =>
      new Outbox({
        now: () => context().now().getTime(),
        send: (message) => this.#sendStored(way, message),
        onSent: (message) => this.#wasSaid(message),
        onFailure: (problem) => context().log.warn({ way, problem }, 'an alert could not be sent'),
      });
    this.#outboxes = {
      webhook: outbox('webhook'),
      command: outbox('command'),
      mail: outbox('mail'),
    };
  }

  start(): void {
    for (const { alert, said } of readRaised(this.#context().db)) {
      if (said !== null) this.#told.set(alert, Date.parse(said));
    }
    this.#clock = setInterval(() => void this.look(), LOOK_MS);
  }

  async stop(): Promise<void> {
    if (this.#clock) clearInterval(this.#clock);
    this.#stopping.abort();
    await this.#looking;
  }

  /** Looks now; a look that is under way is the one. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: Error) => {
        if (this.#stopping.signal.aborted) return;
        this.#context().log.error({ error: error.message }, 'alerts could not be looked at');
      })
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  /** The ways were changed: what waits for one goes, and what nobody has been told yet is said by those there are. */
  changed(before: Alerts, after: Alerts): void {
    for (const way of ALERT_WAYS) {
      if (JSON.stringify(before[way]) !== JSON.stringify(after[way])) this.#outboxes[way].clear();
    }
    for (const { alert, said } of readRaised(this.#context().db)) {
      if (said === null) this.#told.delete(alert);
    }
    void this.look();
  }

  state(): AlertsState {
    const { db, environment } = this.#context();
    const settings = alertSettings.newest(db)!.settings;
    return {
      raised: readRaised(db),
      ways: ALERT_WAYS.map((way) => ({
        way,
        on: isOn(settings, way),
        ...this.#outboxes[way].state(),
      })),
      command: environment.alertCommand,
      looked: this.#looked?.toISOString() ?? null,
    };
  }

  /** Names of what is raised, for figures. */
  raised(): ReadonlySet<AlertName> {
    return new Set(readRaised(this.#context().db).map(({ alert }) => alert));
  }

  /** Sends a test by one way; `settings` with its secrets in them. */
  async test(way: AlertWay, settings: Alerts): Promise<AlertTest> {
    const { environment, now } = this.#context();
    const began = performance.now();
    const message = testMessage(environment.hostname, now().toISOString());
    const result = await this.#send(way, settings, message);
    return { ...result, took: Math.round(performance.now() - began) };
  }

  #settings(): Alerts {
    const { db, secrets } = this.#context();
    return opened(ALERTS, alertSettings.newest(db)!.settings, secrets);
  }

  async #look(): Promise<void> {
    const { db, relay, desk, watch, environment, now } = this.#context();
    const settings = alertSettings.newest(db)!.settings;
    const answer = await relay.status();
    const [slow, disk] = await Promise.all([this.#slow.read(answer), roomIn(environment.data)]);
    if (this.#stopping.signal.aborted) return;
    const at = now();
    const stored = desk.current().revision.revision;
    const isAstray = astray(answer, stored) !== null;
    this.#astraySince = isAstray ? (this.#astraySince ?? at.getTime()) : null;
    const readings = readingsOf(settings, {
      now: at,
      relay: answer,
      stored,
      astraySince: this.#astraySince,
      watch: watch.current(),
      disk,
      ...slow,
    });
    const before = readRaised(db);
    const { repeatAfter } = settings;
    const { raised, events } = judge(readings, before, { now: at, repeatAfter, told: this.#told });
    if (JSON.stringify(raised) !== JSON.stringify(before)) writeRaised(db, raised);
    this.#looked = at;
    for (const { state, raised: alert } of events) {
      this.#context().log.warn({ alert: alert.alert, state }, alert.text);
      if (state === 'recovered') this.#told.delete(alert.alert);
      else this.#told.set(alert.alert, at.getTime());
      const message = messageOf(alert, state, environment.hostname);
      for (const way of ALERT_WAYS) if (isOn(settings, way)) this.#outboxes[way].add(message);
    }
    // Not waited for: a way that hangs holds up no look and no other way.
    for (const way of ALERT_WAYS) if (isOn(settings, way)) void this.#outboxes[way].look();
  }

  #wasSaid({ alert, state }: AlertMessage): void {
    const { db, now } = this.#context();
    if (state === 'recovered' || this.#stopping.signal.aborted) return;
    const said = now().toISOString();
    const raised = readRaised(db);
    writeRaised(
      db,
      raised.map((each) => (each.alert === alert ? { ...each, said } : each)),
    );
  }

  /** Never rejects. */
  async #sendStored(way: AlertWay, message: AlertMessage): Promise<WayResult> {
    try {
      this.#stopping.signal.throwIfAborted();
      return await this.#send(way, this.#settings(), message);
    } catch (error) {
      return { ok: false, text: (error as Error).message, lines: [] };
    }
  }

  async #send(way: AlertWay, settings: Alerts, message: AlertMessage): Promise<WayResult> {
    const { environment, relay } = this.#context();
    const { webhook, mail } = settings;
    const { signal } = this.#stopping;
    if (way === 'webhook' && webhook) return await sendToWebhook(webhook, message, signal);
    if (way === 'mail' && mail) {
      const ownListeners = ownListenersOf(environment, await relay.status());
      return await sendBySmartHost(mail, message, { hostname: environment.hostname, ownListeners });
    }
    if (way === 'command' && environment.alertCommand !== null) {
      return await runCommand(environment.alertCommand, message, signal);
    }
    const text =
      way === 'command'
        ? 'No program is set: GATEPOST_ALERT_COMMAND names it where the console is started.'
        : 'It is not set up.';
    return { ok: false, text, lines: [] };
  }
}

function isOn({ webhook, command, mail }: Alerts, way: AlertWay): boolean {
  if (way === 'command') return command;
  return (way === 'webhook' ? webhook : mail) !== null;
}

async function roomIn(folder: string): Promise<{ free: number; total: number } | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return null;
  }
}
