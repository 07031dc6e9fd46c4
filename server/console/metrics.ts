/**
 * What the console counts for Prometheus, and what the relay says of itself beside it. With the relay down the
 * console still answers, and says so.
 *
 * Promise: every label comes from a closed list.
 */
import { statfs } from 'node:fs/promises';
import type { RequestHandler } from 'express';
import { ALERT_NAMES } from '../../shared/api/alerts.js';
import { AppError } from '../../shared/api/errors.js';
import { OPERATIONS } from '../../shared/api/operations.js';
import { SESSION_PATH } from '../../shared/api/session.js';
import { addProcessFigures, Counter, Gauge, Registry } from '../prometheus.js';
import { newestRevision } from '../store/config/revisions.js';
import { VERSION } from '../program.js';
import type { Context } from './context.js';

const REFUSED_LOGON = [401, 429];

/** The first part of the path behind `/api`, of those that there are. */
const AREAS: ReadonlySet<string> = new Set(OPERATIONS.map(({ path }) => areaOf(path)));

export class ConsoleMetrics {
  readonly #context: () => Context;
  readonly #registry = new Registry();
  readonly #answers: Counter<'area' | 'code'>;
  readonly #logonFailures: Counter;
  readonly #up: Gauge;

  /** `context` is asked for later: it holds this. */
  constructor(context: () => Context) {
    this.#context = context;
    const registers = [this.#registry];
    this.#answers = new Counter({
      name: 'gatepost_console_http_answers_total',
      help: 'Answers of the API, by the area that was asked and the class of the status.',
      labelNames: ['area', 'code'],
      registers,
    });
    this.#logonFailures = new Counter({
      name: 'gatepost_console_logon_failures_total',
      help: 'Logons at the console that were refused.',
      registers,
    });
    this.#up = new Gauge({
      name: 'gatepost_relay_up',
      help: '1 when the relay answers the console.',
      registers,
    });
    this.#addStands();
    addProcessFigures(this.#registry, 'console');
  }

  /** Stands before the guard, so that what it refuses is counted too. */
  counting(): RequestHandler {
    return ({ method, originalUrl }, response, next) => {
      const [path = ''] = originalUrl.split('?');
      response.on('finish', () => {
        const { statusCode } = response;
        const area = areaOf(path);
        const known = AREAS.has(area) ? area : 'other';
        this.#answers.inc({ area: known, code: `${Math.floor(statusCode / 100)}xx` });
        const isLogon = method === 'POST' && path.endsWith(SESSION_PATH);
        if (isLogon && REFUSED_LOGON.includes(statusCode)) this.#logonFailures.inc();
      });
      next();
    };
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    const relay = await this.#relayText();
    this.#up.set(relay === null ? 0 : 1);
    return (await this.#registry.metrics()) + (relay ?? '');
  }

  /** Null when it does not answer. */
  async #relayText(): Promise<string | null> {
    const { relay } = this.#context();
    // Asked first because that has the shorter bound.
    if (!(await relay.status()).ok) return null;
    try {
      return await relay.ask('GET', '/metrics');
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  #addStands(): void {
    const registers = [this.#registry];
    const build = new Gauge({
      name: 'gatepost_build_info',
      help: 'The version; the value is always 1.',
      labelNames: ['version'],
      registers,
    });
    build.set({ version: VERSION }, 1);
    const revision: Gauge = new Gauge({
      name: 'gatepost_config_revision',
      help: 'The newest revision of the rules that is stored.',
      registers,
      collect: () => void revision.set(newestRevision(this.#context().db) ?? 0),
    });
    const raised: Gauge<'alert'> = new Gauge({
      name: 'gatepost_alert_raised',
      help: '1 while the alert is raised.',
      labelNames: ['alert'],
      registers,
      collect: () => {
        const now = this.#context().alerts.raised();
        for (const alert of ALERT_NAMES) raised.set({ alert }, now.has(alert) ? 1 : 0);
      },
    });
    const size = new Gauge({
      name: 'gatepost_disk_size_bytes',
      help: 'Size of the disk that the data folder is on.',
      registers,
    });
    const free: Gauge = new Gauge({
      name: 'gatepost_disk_free_bytes',
      help: 'Room that is free on it.',
      registers,
      collect: async () => {
        try {
          const { bavail, blocks, bsize } = await statfs(this.#context().environment.data);
          free.set(bavail * bsize);
          size.set(blocks * bsize);
        } catch {
          free.set(NaN);
        }
      },
    });
  }
}

function areaOf(path: string): string {
  return /\/api\/([a-z-]+)/.exec(path)?.[1] ?? 'other';
}
