/** The console's API of rules and their history, answered in the browser: for tests of the pages alone. */
import type { Page, Route } from 'playwright-core';
import {
  REVISIONS_PATH,
  type RevisionDetail,
  type RevisionSummary,
} from '../../shared/api/revisions.js';
import {
  ROUTING_PATH,
  WATCH_PATH,
  type RoutingDocument,
  type Watch,
} from '../../shared/api/routing.js';
import { RULE_USE_PATH, type RoutingUse } from '../../shared/api/rule-use.js';
import type { Status } from '../../shared/api/status.js';
import type { Finding } from '../../shared/engine/findings.js';
import { wholeDiff } from '../../shared/rules/changes.js';
import { FIRST_RULES, type NetworkEntry, type Rules } from '../../shared/rules/schema.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

interface Kept {
  readonly summary: RevisionSummary;
  readonly rules: Rules;
}

const OPEN_RELAY: Finding = {
  id: 'open-relay',
  code: 'open-relay',
  severity: 'confirm',
  text: '4,294,967,296 public IPv4 addresses may relay without logging on: this is an open relay.',
};

/** What a console would answer; `asked` fills with what changed something. */
export class HistoryApi {
  /** Oldest first. */
  kept: Kept[] = [
    keep(
      10,
      'Payroll server',
      rulesOf([network('10.1.0.0/16', 'office')]),
      [13_000, 120_000, 9760],
    ),
    keep(11, '', rulesOf([network('10.1.0.0/16', 'office'), ...SERVERS]), [8000, 50_000, 114]),
    keep(
      12,
      'Printers only',
      rulesOf([network('10.1.2.0/24', 'printers'), ...SERVERS], NEVER),
      [675, 1000, 231],
    ),
  ];
  watch: Watch | null = null;
  /** Peers that revision 12 shut out. */
  lost: RevisionDetail['lost'] = [
    { peer: '10.1.3.27', refusals: 212, lastSeen: '2026-11-25T13:40:00Z', ref: '7F3K2QX' },
    { peer: '10.1.3.28', refusals: 19, lastSeen: '2026-11-25T13:39:00Z', ref: '7F3K2QY' },
  ];
  use: RoutingUse = { since: '2026-08-26T00:00:00Z', rules: {}, gateways: [] };
  /** The next Apply or restore is answered so once. */
  next: 'confirm' | 'stale' | 'waiting' | null = null;
  /** Every answer about revisions is this status, as when the console has a fault. */
  broken: number | null = null;
  readonly asked: Asked[] = [];

  async answerIn(page: Page): Promise<void> {
    const at = (path: string) => new RegExp(`${path}(?:[/?]|$)`);
    await page.route(at(ROUTING_PATH), (route) => this.#routing(route));
    await page.route(at(REVISIONS_PATH), (route) => this.#revisions(route));
    await page.route(at(RULE_USE_PATH), (route) => route.fulfill({ json: this.use }));
    await page.route(at(WATCH_PATH), (route) => {
      this.#read(route);
      this.watch = null;
      return route.fulfill({ status: 204 });
    });
    await page.route(/\/api\/status/, async (route) => {
      const status = (await (await route.fetch()).json()) as Status;
      const relay = { ...status.relay!, enforced: this.#document().enforced };
      await route.fulfill({ json: { ...status, relay } });
    });
  }

  get newest(): Kept {
    return this.kept.at(-1)!;
  }

  /** Another administrator, or a roll-back, makes a revision. */
  add(rules: Rules, note: string, author = 'jonas'): void {
    const number = this.newest.summary.revision + 1;
    const { summary } = keep(number, note, rules, [0, 0, 0]);
    this.kept.push({ summary: { ...summary, author }, rules });
  }

  #document(): RoutingDocument {
    const { summary, rules } = this.newest;
    const { revision, author, at, note } = summary;
    return {
      revision,
      author,
      at,
      note,
      enforced: { revision, since: at },
      rules,
      findings: [],
      watch: this.watch,
      host: { siteDomain: 'example.com', addresses: ['192.0.2.10'] },
      interfaces: [],
      forwarding: [],
    };
  }

  async #routing(route: Route): Promise<void> {
    const { method, path, body } = this.#read(route);
    if (path !== ROUTING_PATH) return route.fallback();
    if (method === 'PUT') {
      const { rules, note = '' } = body as { rules: Rules; note?: string };
      if (await this.#isRefused(route)) return;
      this.add(rules, note, 'admin');
    }
    return this.#answer(route);
  }

  async #revisions(route: Route): Promise<void> {
    const { path, body } = this.#read(route);
    const query = new URL(route.request().url()).searchParams;
    if (this.broken !== null) {
      return refuse(route, this.broken, 'unavailable', 'The log is being read anew.');
    }
    if (path === REVISIONS_PATH) {
      const after = Number(query.get('after') ?? Infinity);
      const older = this.kept.map(({ summary }) => summary).filter((each) => each.revision < after);
      const items = older.toReversed().slice(0, 2);
      const next = older.length > 2 ? String(items.at(-1)!.revision) : null;
      return route.fulfill({ json: { items, next } });
    }
    const [number, act] = path.slice(REVISIONS_PATH.length + 1).split('/');
    const place = this.kept.findIndex(({ summary }) => summary.revision === Number(number));
    const found = this.kept[place];
    if (!found) return refuse(route, 404, 'not-found', `There is no revision ${number}.`);
    if (act === 'restore') {
      if (await this.#isRefused(route)) return;
      this.add(found.rules, (body as { note?: string }).note ?? '', 'admin');
      return this.#answer(route);
    }
    const from = query.get('from');
    const before = this.kept.find(({ summary }) => String(summary.revision) === from);
    const than = before ?? this.kept[place - 1];
    const lost = found.summary.revision === 12 ? this.lost : [];
    const detail: RevisionDetail = {
      ...found.summary,
      rules: found.rules,
      from: than?.summary.revision ?? null,
      diff: than ? wholeDiff(than.rules, found.rules) : null,
      lost,
      lostCount: lost.length,
    };
    return route.fulfill({ json: detail });
  }

  async #isRefused(route: Route): Promise<boolean> {
    const { next } = this;
    this.next = null;
    const error = { code: 'confirmation-required', message: 'Confirm.', findings: [OPEN_RELAY] };
    if (next === 'confirm') await route.fulfill({ status: 409, json: { error } });
    else if (next === 'stale') await refuse(route, 412, 'stale', 'Changed meanwhile.');
    return next === 'confirm' || next === 'stale';
  }

  #answer(route: Route): Promise<void> {
    const document = this.#document();
    const headers = { etag: `"r${document.revision}"` };
    return route.fulfill({ json: document, headers });
  }

  #read(route: Route): Asked {
    const request = route.request();
    const text = request.postData();
    const body: unknown = text === null ? null : JSON.parse(text);
    const asked = { method: request.method(), path: new URL(request.url()).pathname, body };
    if (asked.method !== 'GET') this.asked.push(asked);
    return asked;
  }
}

export function network(text: string, note: string): NetworkEntry {
  return { network: text, note };
}

export const SERVERS = [
  network('10.1.4.16/28', 'monitoring'),
  network('10.1.9.25', 'payroll'),
  network('fd12:3456:789a:2::/64', 'servers'),
];
export const NEVER = [network('10.1.2.66', 'guest kiosk'), network('10.1.2.200/29', 'visitors')];

export function rulesOf(
  entries: readonly NetworkEntry[],
  never: readonly NetworkEntry[] = [],
): Rules {
  return {
    ...FIRST_RULES,
    routes: [
      { domain: 'example.com', to: { kind: 'inbound' } },
      { domain: 'partner.example.net', to: { kind: 'destination' }, alwaysRelay: true },
    ],
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: { enabled: true, entries: [...entries] },
      never: { entries: [...never] },
    },
  };
}

function keep(
  revision: number,
  note: string,
  rules: Rules,
  [inbound, relay, reject]: readonly [number, number, number],
): Kept {
  const at = `2026-11-${revision + 12}T13:02:00.000Z`;
  const enforcedAt = `2026-11-${revision + 12}T13:02:00.041Z`;
  const decisions = { inbound, relay, reject };
  return { summary: { revision, note, author: 'maria', at, decisions, enforcedAt }, rules };
}

async function refuse(route: Route, status: number, code: string, message: string): Promise<void> {
  await route.fulfill({ status, json: { error: { code, message, issues: [] } } });
}
