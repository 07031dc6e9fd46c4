import { expect, test } from 'vitest';
import { outcomeLine, safeReply, statusOf } from '../../../../server/relay/queue/outcome.js';

const line = (delay: number) =>
  outcomeLine(
    'Q',
    'a@b',
    { kind: 'deferred', reply: '4.4.1 x' },
    { receivedAt: 5000, began: 5000 + Math.min(delay, 200), now: 5000 + delay },
  );

test.each([
  ['delivered', '250 2.6.0 taken', '2.6.0'],
  ['delivered', '250 ok', '2.0.0'],
  ['deferred', '451 later', '4.0.0'],
  ['deferred', '4.4.1 connect: refused', '4.4.1'],
  ['failed', '550-5.1.1 two lines', '5.1.1'],
  ['failed', '550 2.1.5 lies', '5.1.5'],
  ['failed', '550 5.1.1.9 is a release', '5.0.0'],
  ['failed', '5.1.10 null MX', '5.1.10'],
] as const)('%s by "%s" has the status %s', (kind, reply, status) => {
  expect(statusOf({ kind, reply })).toBe(status);
});

test('whatever a server says is one line without escape sequences, and never empty', () => {
  expect(safeReply('550 a\r\nb\t\u001b[1m\u202ec')).toBe('550 a b ?[1m?c');
  expect(safeReply('\r\n')).toBe('no reply');
  expect(safeReply('\ud800')).toBe('\ufffd');
  expect(Buffer.byteLength(safeReply('\u00e9'.repeat(5000)))).toBeLessThanOrEqual(1000);
});

test('the delay has two figures below ten seconds', () => {
  expect(line(1234)).toBe(
    'Q: to=<a@b>, relay=none, delay=1.2, delays=0/0.2/0/1, dsn=4.4.1, status=deferred (4.4.1 x)',
  );
  expect(line(61_400)).toContain('delay=61,');
  expect(line(-5)).toContain('delay=0,');
});
