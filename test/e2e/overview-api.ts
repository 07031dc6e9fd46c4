/** An overview of a busy server, made in the browser: for what a test cannot record, being a month old. */
import {
  countsOf,
  type Overview,
  type OverviewHours,
  type ReasonSeries,
} from '../../shared/api/overview.js';

const HOUR_MS = 3_600_000;

export function busyOverview(hours: OverviewHours): Overview {
  const now = Date.now();
  const since = (Math.floor(now / HOUR_MS) - hours + 1) * HOUR_MS;
  const ago = (back: number) => new Date(now - back * HOUR_MS).toISOString();
  const curve = (most: number, least: number): readonly number[] =>
    Array.from({ length: hours }, (_, i) => {
      const day = Math.sin(((new Date(since + i * HOUR_MS).getHours() - 7) / 12) * Math.PI);
      return Math.round(least + Math.max(0, day) * most + ((i * 7) % 5));
    });
  const jump = curve(2, 1).map((count, i) => (i >= hours - 2 ? count + 60 : count));
  const series: ReasonSeries[] = [
    { verdict: 'inbound', reason: 'inbound-route', hours: curve(280, 38) },
    { verdict: 'relay', reason: 'address', hours: curve(90, 12) },
    { verdict: 'relay', reason: 'authenticated', hours: curve(50, 4) },
    { verdict: 'relay', reason: 'override', hours: curve(9, 0) },
    { verdict: 'reject', reason: 'not-permitted', hours: jump },
    { verdict: 'reject', reason: 'never-route', hours: curve(4, 0) },
    { verdict: 'reject', reason: 'routing-local-part', hours: curve(2, 0) },
    { verdict: 'reject', reason: 'unknown-recipient', hours: curve(2, 0) },
    { verdict: 'reject', reason: 'malformed-recipient', hours: curve(1, 0) },
  ];
  return {
    at: new Date(now).toISOString(),
    hours,
    since: new Date(since).toISOString(),
    decisions: {
      counts: countsOf(series),
      usual: { inbound: 63_000, relay: 33_000, reject: 900 },
      series,
      oldest: ago(2000),
      refusedPeers: [
        { peer: '10.1.3.27', helo: 'scan-3f', refusals: 3803 },
        { peer: '10.1.3.31', helo: 'ups-b', refusals: 29 },
        { peer: '2001:db8:77a1:1234:5678:9abc:def0:1', helo: 'a'.repeat(90), refusals: 27 },
        { peer: '203.0.113.9', helo: '', refusals: 2 },
      ],
      refusalsLookedAt: 20_000,
    },
    queue: { messages: 63, oldest: ago(27) },
    disk: { free: 38 * 1024 ** 3, total: 60 * 1024 ** 3 },
    revisions: [
      { revision: 11, at: ago(9.2) },
      { revision: 12, at: ago(1.2) },
    ],
    attention: [
      {
        code: 'watch',
        state: 'alarm',
        revision: 12,
        before: 11,
        peers: 6,
        refusals: 121,
        example: '7F3K2QX',
      },
      { code: 'refusals-jumped', since: ago(2), refusals: 121, usual: 4 },
      { code: 'certificate', subject: 'mail.example.com', notAfter: ago(-19 * 24 - 1) },
      { code: 'queue-old', oldest: ago(27), queued: 63 },
      { code: 'gateway', peer: '10.1.2.1', heloCount: 14, accountCount: 0 },
    ],
    changes: [
      { kind: 'revision', at: ago(1.2), actor: 'maria', revision: 12, note: 'Printers only' },
      {
        kind: 'settings',
        at: ago(3),
        actor: 'jonas',
        action: 'delivery-changed',
        detail: 'version 4',
      },
    ],
  };
}
