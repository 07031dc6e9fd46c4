/**
 * Decided = delivered: whatever odd address a peer brings, the next hop is told exactly the recipients
 * that the decision log says were accepted, byte for byte, and nothing else.
 * Threats: T5.
 */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DecisionPage } from '../../shared/api/decisions.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

let gatepost: Gatepost;
const pipelined = new SmtpSink({ extensions: ['PIPELINING', 'SMTPUTF8', '8BITMIME'] });
const oneByOne = new SmtpSink({ extensions: ['SMTPUTF8', '8BITMIME'] });
const lmtp = new SmtpSink({ lmtp: true, extensions: ['SMTPUTF8', '8BITMIME'] });
const sinks = [pipelined, oneByOne, lmtp];

beforeAll(async () => {
  await Promise.all(sinks.map((sink) => sink.start()));
  gatepost = await Gatepost.start({ environment: { GATEPOST_SMTP: '127.0.0.1:0' } });
  await gatepost.deliver({ inbound: { kind: 'lmtp', host: '127.0.0.1', port: lmtp.port } });
  const host = (sink: SmtpSink) => ({ kind: 'host' as const, host: '127.0.0.1', port: sink.port });
  const applied = await gatepost.apply({
    routes: [
      { domain: 'example.com', to: { kind: 'inbound' } },
      { domain: 'old.test', to: { kind: 'domain', domain: 'example.com' } },
      { domain: 'pipelined.test', to: host(pipelined) },
      { domain: 'plain.test', to: host(oneByOne) },
    ],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: '127.0.0.1' }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
  expect(applied.status).toBe(200);
});
afterAll(async () => {
  await gatepost?.stop();
  await Promise.all(sinks.map((sink) => sink.stop()));
});

const odd = fc.constantFrom(
  ...'abzAZ09!#$%&\'*+-/=?^_`{|}~.@"\\ <>,;:[]()\u00fc\u20ac\u{1f600}\t%!@',
);
const local = fc.string({ unit: odd, minLength: 1, maxLength: 20 });
const quoted = local.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
const label = fc.oneof(
  fc.constantFrom(
    'a',
    'MX',
    '0',
    'a-b',
    'b\u00fccher',
    'xn--bcher-kva',
    '-a',
    'a_b',
    '',
    'x'.repeat(64),
  ),
  fc.string({ unit: odd, minLength: 1, maxLength: 4 }),
);
const below = fc.constantFrom(
  'example.com',
  'EXAMPLE.com',
  'old.test',
  'pipelined.test',
  'plain.test',
  'plain.test.',
);
const domain = fc.oneof(
  { weight: 3, arbitrary: below },
  { weight: 2, arbitrary: fc.tuple(label, below).map((labels) => labels.join('.')) },
);
/** What stands between the brackets; many of these are no address at all, and must then go nowhere. */
const path = fc.tuple(fc.oneof(local, quoted), domain).map(([user, where]) => `${user}@${where}`);

/** Recipients that the next hops were told, from the session of a message on. */
function told(): string[] {
  return sinks
    .flatMap(({ sessions }) => sessions.flatMap(({ commands }) => commands))
    .filter((line) => /^RCPT/i.test(line))
    .toSorted();
}

/** The same from the decision log, once it has all `count` rows. */
async function decided(queueId: string, count: number): Promise<string[]> {
  const accepted = await until(async () => {
    const { body } = await gatepost.api<DecisionPage>('GET', '/api/decisions?limit=100');
    const found = body.items.filter((row) => row.queueId === queueId);
    return found.length === count ? found : null;
  });
  const recipients = new Set(accepted.map(({ recipient }) => recipient));
  return [...recipients]
    .map((one) => Buffer.from(`RCPT TO:<${one}>`).toString('latin1'))
    .toSorted();
}

test('the next hops are told the recipients that were decided on, byte for byte, and no other', async () => {
  let accepted = 0;
  const property = fc.asyncProperty(
    fc.uniqueArray(path, { minLength: 1, maxLength: 12 }),
    async (paths) => {
      for (const { sessions } of sinks) for (const { commands } of sessions) commands.splice(0);
      const client = await SmtpClient.open({ port: gatepost.smtpPort });
      await client.say('EHLO peer.test');
      expect(await client.say('MAIL FROM:<> SMTPUTF8')).toMatch(/^250/);
      const replies: string[] = [];
      for (const each of paths) replies.push(await client.say(`RCPT TO:<${each}>`));
      const taken = replies.filter((reply) => reply.startsWith('250')).length;
      if (taken === 0) {
        client.close();
        return;
      }
      accepted += taken;
      expect(await client.say('DATA')).toMatch(/^354/);
      const answer = await client.say('Subject: x\r\n\r\nx\r\n.');
      const queueId = /queued as (\w+)$/.exec(answer)![1]!;
      client.close();
      await gatepost.queueEmpty();
      expect(told()).toEqual(await decided(queueId, taken));
    },
  );
  await fc.assert(property, { numRuns: 60 });
  // Else the property would say nothing.
  expect(accepted).toBeGreaterThan(60);
});
