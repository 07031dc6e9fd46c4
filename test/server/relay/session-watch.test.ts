/** What is told of sessions: lines and figures, bounded. Threats: T10. */
import { expect, test } from 'vitest';
import { RelayMetrics } from '../../../server/relay/metrics.js';
import { WatchedSessions } from '../../../server/relay/session-watch.js';
import type { Peer } from '../../../server/relay/smtp/session.js';

const peer: Peer = {
  address: '192.0.2.7',
  localAddress: '192.0.2.1',
  listener: '0.0.0.0:25',
  kind: 'smtp',
  session: 's',
  permitted: false,
  listing: null,
};

function watched(most: number) {
  const lines: string[] = [];
  let at = 0;
  const take = (...said: unknown[]) => void lines.push(String(said.at(-1)));
  const metrics = new RelayMetrics();
  const log = { info: take, warn: take } as never;
  const sessions = new WatchedSessions({ log, metrics, most, now: () => at });
  return { lines, metrics, sessions, pass: (ms: number) => (at += ms) };
}

test('a session is told in Postfix’s words', () => {
  const { sessions, lines } = watched(100);
  sessions.connected(peer);
  sessions.secured(peer, 'TLSv1.3 TLS_AES_256_GCM_SHA384');
  sessions.logonFailed(peer, 'LOGIN', 'refused');
  sessions.logonFailed(peer, 'PLAIN', 'unavailable');
  sessions.tooManyErrors(peer);
  sessions.ended(peer);
  expect(lines).toEqual([
    'connect from unknown[192.0.2.7]',
    'Anonymous TLS connection established from unknown[192.0.2.7]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384',
    'warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: authentication failure',
    'warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: Connection lost to authentication server',
    'too many errors from unknown[192.0.2.7]',
    'disconnect from unknown[192.0.2.7]',
  ]);
});

test('a flood of sessions makes a bounded number of lines a minute, and one that says how many were left out', () => {
  const { sessions, lines, pass } = watched(100);
  for (let n = 0; n < 5000; n += 1) sessions.connected(peer);
  expect(lines).toHaveLength(100);
  pass(60_000);
  sessions.connected(peer);
  expect(lines.slice(100)).toEqual([
    '4,900 lines about sessions were left out within a minute',
    'connect from unknown[192.0.2.7]',
  ]);
});

test('figures are counted to the last one, and no stranger makes a new series', async () => {
  const { sessions, metrics } = watched(1);
  for (let n = 0; n < 50; n += 1) {
    sessions.connected({ ...peer, address: `192.0.2.${n}` });
    sessions.secured(peer, `SSLv${n} made-up`);
  }
  metrics.decided({ kind: 'recipient', verdict: 'reject', reason: 'not-permitted' });
  metrics.decided({ kind: 'logon', verdict: 'reject', reason: 'logon-refused' });
  metrics.tried({ destination: 'domain', outcome: 'delivered', delay: 1500 });
  metrics.tried({ destination: 'domain', outcome: 'failed', delay: 10 });
  const text = (await metrics.text()).split('\n');
  for (const line of [
    'gatepost_sessions_total{listener="smtp"} 50',
    'gatepost_tls_handshakes_total{version="other"} 50',
    'gatepost_decisions_total{verdict="reject",reason="not-permitted"} 1',
    'gatepost_logons_total{result="refused"} 1',
    'gatepost_delivery_attempts_total{destination="domain",outcome="failed"} 1',
    'gatepost_delivery_delay_seconds_bucket{le="1",destination="domain"} 0',
    'gatepost_delivery_delay_seconds_bucket{le="5",destination="domain"} 1',
  ]) {
    expect(text).toContain(line);
  }
});
