/** The overview in words and bars. */
import { expect, test } from 'vitest';
import { attentionWords } from '../../../client/features/overview/attention-words.js';
import { chartOf, topOf } from '../../../client/features/overview/chart-bars.js';
import {
  busiestText,
  lookedAtText,
  overviewSentence,
  shareText,
} from '../../../client/features/overview/overview-words.js';
import type { Overview, ReasonSeries } from '../../../shared/api/overview.js';

const NOW = new Date('2026-11-28T12:00:00.000Z');
const HOUR_MS = 3_600_000;

function overview(part: Partial<Overview> = {}): Overview {
  const series: ReasonSeries[] = [
    { verdict: 'inbound', reason: 'inbound-route', hours: [1, 2, ...Array(22).fill(0)] },
    { verdict: 'reject', reason: 'not-permitted', hours: [0, 1, ...Array(22).fill(0)] },
  ];
  return {
    at: NOW.toISOString(),
    hours: 24,
    since: new Date(NOW.getTime() - 23 * HOUR_MS).toISOString(),
    decisions: {
      counts: { inbound: 3, relay: 0, reject: 1 },
      usual: { inbound: 990, relay: 0, reject: 10 },
      series,
      oldest: '2026-11-01T00:00:00.000Z',
      refusedPeers: [],
      refusalsLookedAt: 1,
    },
    queue: { messages: 0, oldest: null },
    disk: null,
    revisions: [],
    attention: [],
    changes: [],
    ...part,
  };
}
const empty = (oldest: string | null) => ({
  ...overview().decisions!,
  counts: { inbound: 0, relay: 0, reject: 0 },
  oldest,
});

test('the sentence says whether mail flows, and how much needs attention', () => {
  expect(overviewSentence(overview())).toBe('Mail is flowing. Nothing needs attention.');
  expect(overviewSentence(overview({ decisions: empty(null) }))).toMatch(
    /^The relay is ready; no mail has come yet\./,
  );
  expect(overviewSentence(overview({ decisions: empty('2026-11-01T00:00:00.000Z') }))).toMatch(
    /^No mail has come in the last 24 hours\./,
  );
  const silent = { code: 'relay-silent', problem: 'It is not running.' } as const;
  expect(overviewSentence(overview({ attention: [silent] }))).toBe(
    'The relay does not answer. 1 thing needs attention.',
  );
  expect(overviewSentence(overview({ decisions: null }))).toMatch(/its log cannot be read/);
});

test('a share is beside what is usual only where the two differ', () => {
  const { decisions } = overview();
  expect(shareText(decisions!, 'inbound')).toBe('75 %, usually 99 %');
  expect(shareText(decisions!, 'relay')).toBe('0 %');
  expect(shareText({ counts: { inbound: 999, relay: 0, reject: 1 }, usual: null }, 'reject')).toBe(
    'under 1 %',
  );
  expect(shareText(empty(null), 'reject')).toBe('');
  expect(busiestText(overview())).toBe('at most 3 an hour');
});

test('that not all refusals were looked at is said', () => {
  const { decisions } = overview();
  expect(lookedAtText(decisions!)).toBe('');
  const large = { ...decisions!, counts: { inbound: 0, relay: 0, reject: 90_000 } };
  expect(lookedAtText({ ...large, refusalsLookedAt: 20_000 })).toBe(
    'Of the newest 20,000 refusals.',
  );
});

test('bars hold every decision once, by hour or by day, by verdict or by reason', () => {
  const reasons = ['never-route', 'not-permitted', 'malformed-recipient', 'bad-parameter'] as const;
  const series: ReasonSeries[] = [...reasons, 'unknown-recipient' as const].map((reason) => ({
    verdict: 'reject',
    reason,
    hours: Array.from({ length: 720 }, (_, i) => i % 3),
  }));
  const since = '2026-10-29T13:00:00.000Z';
  for (const by of ['verdict', 'reason'] as const) {
    const { bars, layers } = chartOf({ hours: 720, since }, { series }, by);
    expect(bars.length).toBeGreaterThanOrEqual(30);
    expect(bars.length).toBeLessThanOrEqual(32);
    expect(bars.reduce((sum, { total }) => sum + total, 0)).toBe(5 * 720);
    const inLayers = bars.flatMap(({ parts }) => layers.map(({ key }) => parts[key] ?? 0));
    expect(inLayers.reduce((sum, each) => sum + each, 0)).toBe(5 * 720);
    expect(bars.every(({ to }, i) => i === bars.length - 1 || to === bars[i + 1]!.from)).toBe(true);
  }
  const { layers } = chartOf({ hours: 720, since }, { series }, 'reason');
  expect(layers.map(({ label }) => label).at(-1)).toBe('Other reasons to reject');
  expect(chartOf({ hours: 24, since }, { series }, 'verdict').bars).toHaveLength(24);
});

test('the scale ends above the highest bar, at a number whose half is whole', () => {
  for (const total of [0, 1, 3, 17, 99, 466, 12_345]) {
    const top = topOf([{ from: 0, to: 1, parts: {}, total }]);
    expect(top).toBeGreaterThanOrEqual(total);
    expect(top % 2).toBe(0);
  }
});

test('everything that needs attention leads to where it is dealt with', () => {
  const certificate = { code: 'certificate', subject: 'mail.example.com' } as const;
  const words = attentionWords({ ...certificate, notAfter: '2026-12-17T13:00:00.000Z' }, NOW);
  expect(words).toMatchObject({
    title: 'The certificate ends in 19 days',
    bad: false,
    links: [{ to: '/security' }],
  });
  expect(
    attentionWords({ ...certificate, notAfter: '2026-11-28T11:00:00.000Z' }, NOW),
  ).toMatchObject({ title: 'The certificate has ended', bad: true });
  const secrets = ['The password for the smart host', 'The second factor of anna'];
  expect(
    attentionWords({ code: 'secrets-unreadable', secrets, problem: 'The key is missing.' }, NOW),
  ).toMatchObject({
    title: '2 stored secrets cannot be read',
    text: expect.stringContaining('The second factor of anna') as unknown,
    bad: true,
    links: [{ to: '/connections' }, { to: '/security' }],
  });
  const finding = {
    id: 'expectation-failed:0',
    code: 'expectation-failed',
    severity: 'confirm',
    text: 'It is.',
    path: 'expectations.0',
  } as const;
  expect(attentionWords({ code: 'finding', finding }, NOW).links[0]!.to).toBe(
    '/routing/expectations',
  );
});
