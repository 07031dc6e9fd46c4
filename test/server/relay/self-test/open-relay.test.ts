/** The self-test believes what a listener answers, not what it should answer. Threats: T1. */
import { afterEach, expect, test } from 'vitest';
import { firstDelivery } from '../../../../shared/api/delivery.js';
import { compile } from '../../../../shared/engine/compile.js';
import { FIRST_RULES, rulesSchema, type RulesInput } from '../../../../shared/rules/schema.js';
import { interfaces } from '../../../../server/host.js';
import { openRelayStep } from '../../../../server/relay/self-test/open-relay.js';
import { isInside } from '../../../../server/relay/self-test/local-address.js';
import { ownListener } from '../../../../server/relay/self-test/own-listener.js';
import type { Surroundings } from '../../../../server/relay/self-test/surroundings.js';
import { Transcript } from '../../../../server/relay/self-test/transcript.js';
import { SmtpSink, type SinkScript } from '../../../support/smtp-sink.js';

let sink: SmtpSink | null = null;
afterEach(async () => {
  await sink?.stop();
  sink = null;
});

const never = (): never => {
  throw new Error('nobody asks this');
};

/** What the self-test says of a server that answers so, while the rules are these. */
async function tested(
  script: SinkScript,
  rules: Partial<RulesInput> = {},
  { errors = 20, address = '127.0.0.1' } = {},
) {
  sink = await new SmtpSink(script).start();
  const { compiled } = compile(rulesSchema.parse({ ...FIRST_RULES, ...rules }), {
    siteDomain: 'example.com',
    addresses: interfaces().map((own) => own.address),
  });
  const settings = firstDelivery('example.com');
  const surroundings: Surroundings = {
    hostname: 'mail.example.com',
    dns: [],
    folder: '/nowhere',
    settings: () => ({ ...settings, limits: { ...settings.limits, errors } }),
    rules: () => compiled!,
    listeners: { offers: never, bound: never },
    diskProblem: never,
    hold: never,
    checkNames: never,
    isProxy: (from) => from === '127.77.77.77',
    vouches: never,
  };
  const bound = { address, port: sink.port };
  const listener = ownListener({ kind: 'smtp', address: `${address}:${sink.port}` }, bound);
  const transcript = new Transcript();
  const step = openRelayStep(listener, surroundings);
  const finding = await step.run(transcript, new AbortController().signal);
  return { ...finding, lines: transcript.lines };
}

const refusing = (line: string) => (line.startsWith('RCPT') ? '550 5.7.1 no' : undefined);

test('a server that takes every form is an open relay, and nothing was sent by it', async () => {
  const { state, says, lines } = await tested({});
  expect(state).toBe('bad');
  expect(says).toMatch(/^127\.0\.0\.77, which nothing permits, could relay by (\d+) of \1 forms/);
  expect(lines.map(({ text }) => text)).toContain(
    'RCPT TO:<victim%relay-test.invalid@[127.0.0.1]>',
  );
  expect(sink!.messages).toEqual([]);
  expect(sink!.sessions.flatMap(({ commands }) => commands)).not.toContain('DATA');
});

test('one form of all is enough', async () => {
  const { state, says } = await tested({
    answer: (line) => (line.includes('"victim@relay-test.invalid"@[') ? undefined : refusing(line)),
  });
  expect([state, says]).toEqual(['bad', expect.stringContaining('by 1 of')]);
});

test('one that refuses all of them is fine; sessions end before the limit of errors', async () => {
  const { state, says } = await tested({ answer: refusing }, {}, { errors: 10 });
  expect([state, says]).toEqual(['ok', expect.stringContaining('all refused')]);
  for (const { commands } of sink!.sessions) {
    expect(commands.filter((line) => line.startsWith('RCPT')).length).toBeLessThan(10);
  }
  expect(sink!.sessions.length).toBeGreaterThan(4);
});

test('what is put off, or hung up on, is not called refused', async () => {
  const later = await tested({
    answer: (line) => (line.startsWith('RCPT') ? '450 4.7.1 later' : undefined),
  });
  expect(later.state).toBe('warning');
  await sink!.stop();
  const gone = await tested({ answer: (line) => (line.startsWith('MAIL') ? 'DROP' : undefined) });
  expect(gone.state).toBe('warning');
});

test('what a row lets in by itself is no open relay', async () => {
  const route = {
    domain: 'relay-test.invalid',
    to: { kind: 'destination' as const },
    alwaysRelay: true,
  };
  const plain = /<victim@relay-test\.invalid>|:victim@relay-test\.invalid$/;
  const { state, says } = await tested(
    { answer: (line) => (plain.test(line) ? undefined : refusing(line)) },
    { routes: [route] },
  );
  expect([state, says]).toEqual(['ok', expect.stringContaining('because a row wants it so')]);
});

test('where all of this host is permitted, the rules are asked about a stranger', async () => {
  const permitting = (network: string) => ({
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: { enabled: true, entries: [{ network }, { network: '::/0' }] },
    },
  });
  const open = await tested({}, permitting('0.0.0.0/0'));
  expect([open.state, open.says]).toEqual(['bad', expect.stringContaining('203.0.113.77')]);
  expect(sink!.sessions).toEqual([]);
});

test('an internal address that permits whoever connects is named, though the loopback was attacked', async () => {
  const other = interfaces().find(({ address }) => /^(?!127\.)[\d.]+$/.test(address));
  if (!other) throw new Error('This test needs an interface with an IPv4 address.');
  const internalAddresses = { enabled: true, entries: [{ address: other.address }] };
  const rules = { restrictions: { ...FIRST_RULES.restrictions, internalAddresses } };
  const everywhere = await tested({ answer: refusing }, rules, { address: '0.0.0.0' });
  expect(everywhere.says).toContain(`Whoever connects to ${other.address} may relay`);
  await sink!.stop();
  const loopback = await tested({ answer: refusing }, rules);
  expect(loopback.says).not.toContain('Whoever');
});

test.each([
  ['10.1.2.3', true],
  ['127.0.0.1', true],
  ['fd00::1', true],
  ['198.51.100.7', false],
  ['2001:db8::1', false],
])('%s is an address that strangers cannot have: %s', (address, is) => {
  expect(isInside(address)).toBe(is);
});
