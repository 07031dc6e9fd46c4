/** Answers about recorded traffic, made in the browser: for what a test cannot record, being large or a month old. */
import type { Page } from 'playwright-core';
import type { Preview, PreviewGroup, PreviewPart } from '../../shared/api/preview.js';
import type { RoutingUse, RuleUse } from '../../shared/api/rule-use.js';

const HOUR_MS = 3_600_000;
export const hoursAgo = (hours: number): string =>
  new Date(Date.now() - hours * HOUR_MS).toISOString();

const NOBODY: PreviewPart = { decisions: 0, peers: 0, groups: [], groupCount: 0 };

export function group(part: Partial<PreviewGroup>): PreviewGroup {
  return {
    peer: null,
    network: null,
    peers: 1,
    decisions: 1,
    lastSeen: hoursAgo(1),
    example: { ref: '7F3K2QX', peer: part.peer ?? '10.1.3.27', recipient: 'oncall@example.net' },
    before: { verdict: 'relay', reason: 'address', rule: 'address 10.1.4.16/28' },
    after: { verdict: 'reject', reason: 'not-permitted', rule: null },
    because: { change: 'removes', rule: 'address 10.1.4.16/28' },
    ...part,
  };
}

/** A part that holds these; `more` groups are counted without being listed. */
export function partOf(groups: readonly PreviewGroup[], more = 0): PreviewPart {
  return {
    decisions: groups.reduce((sum, { decisions }) => sum + decisions, more),
    peers: groups.reduce((sum, { peers }) => sum + peers, more),
    groups,
    groupCount: groups.length + more,
  };
}

export function previewWith(parts: Partial<Preview>, unchanged = 41_203): Preview {
  const all = { loses: NOBODY, gains: NOBODY, others: NOBODY, rerouted: NOBODY, ...parts };
  const changed = [all.loses, all.gains, all.others, all.rerouted];
  return {
    revision: 12,
    since: hoursAgo(7 * 24),
    until: hoursAgo(0),
    oldest: hoursAgo(90 * 24),
    decisions: changed.reduce((sum, { decisions }) => sum + decisions, unchanged),
    unchanged,
    took: 120,
    ...all,
  };
}

/** Used every day, `decisions` in all. */
export function used(decisions: number, lastUsed: string): RuleUse {
  const byDay = Array.from({ length: 30 }, (_, day) =>
    Math.round((decisions / 40) * (1 + (day % 4) / 3)),
  );
  return { decisions, byDay: decisions === 0 ? byDay.map(() => 0) : byDay, lastUsed };
}

/** What the page is told; may be changed while it is open. */
export class TrafficApi {
  preview: Preview = previewWith({});
  use: RoutingUse = { since: hoursAgo(90 * 24), rules: {}, gateways: [] };
  /** Statuses in place of an answer. */
  previewFails = 0;
  readonly kept: string[] = [];
  readonly sinces: string[] = [];

  async answerIn(page: Page): Promise<void> {
    await page.route('**/api/routing/preview', async (route) => {
      const { since } = route.request().postDataJSON() as { since: string };
      this.sinces.push(since);
      const error = { code: 'unavailable', message: 'The decision log is being moved.' };
      await (this.previewFails > 0
        ? route.fulfill({ status: this.previewFails, json: { error } })
        : route.fulfill({ json: this.preview }));
    });
    await page.route('**/api/routing/use', (route) => route.fulfill({ json: this.use }));
    await page.route('**/api/routing/use/keep-gateway', async (route) => {
      const { peer } = route.request().postDataJSON() as { peer: string };
      this.kept.push(peer);
      const gateways = this.use.gateways.filter((gateway) => gateway.peer !== peer);
      this.use = { ...this.use, gateways };
      await route.fulfill({ status: 204 });
    });
  }
}
