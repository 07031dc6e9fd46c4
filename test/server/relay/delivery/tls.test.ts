/** Threats: T4. */
import { beforeAll, expect, test } from 'vitest';
import type { TlsMode } from '../../../../shared/api/delivery.js';
import type { NextHop } from '../../../../shared/engine/decision.js';
import {
  courierOf,
  deliver,
  hostHop,
  jobOf,
  kindsOf,
  SHORT,
  sinkOf,
} from '../../../support/deliver.js';
import { localhostPair } from '../../../support/localhost-pair.js';
import type { SmtpSink, SinkScript } from '../../../support/smtp-sink.js';

let tls: { key: string; cert: string };
beforeAll(async () => {
  tls = await localhostPair();
});

const OUT: NextHop = { kind: 'domain', domain: 'to.test' };
const offering = (more: SinkScript = {}): SinkScript => ({
  extensions: ['PIPELINING', 'STARTTLS'],
  tls,
  ...more,
});

function smarthost(
  { port }: SmtpSink,
  mode: TlsMode,
  auth?: { username: string; password: string },
) {
  const outbound = {
    kind: 'smarthost' as const,
    host: 'localhost',
    port,
    tls: mode,
    ...(auth ? { auth } : {}),
  };
  return { settings: { outbound } };
}

test('TLS is used where it is offered, and EHLO is said again under it', async () => {
  const sink = await sinkOf(offering());
  expect(kindsOf(await deliver(hostHop(sink)))).toEqual({ 'a@to.test': 'delivered' });
  const [{ commands, isSecure }] = sink.sessions as [(typeof sink.sessions)[0]];
  expect(isSecure).toBe(true);
  expect(commands.slice(0, 3)).toEqual(['EHLO gatepost.test', 'STARTTLS', 'EHLO gatepost.test']);
});

test('what was offered before TLS counts for nothing under it', async () => {
  const sink = await sinkOf(
    offering({
      answer: (line, { isSecure }) =>
        line.startsWith('EHLO')
          ? isSecure
            ? '250 sink'
            : '250-sink\r\n250-SIZE 10\r\n250 STARTTLS'
          : undefined,
    }),
  );
  expect(kindsOf(await deliver(hostHop(sink)))).toEqual({ 'a@to.test': 'delivered' });
  expect(sink.sessions[0]!.commands).toContain('MAIL FROM:<sender@from.test>');
});

test.each(['220 go\r\n250 injected', '220 go\r\n2'])(
  'what a next hop says in plain text after STARTTLS is never taken for said under TLS',
  async (raw) => {
    const sink = await sinkOf(
      offering({
        answer: (line) =>
          line === 'STARTTLS' ? { raw: `${raw}\r\n`.replace(/2\r\n$/, '2') } : undefined,
      }),
    );
    const { 'a@to.test': outcome } = await deliver(OUT, undefined, smarthost(sink, 'required'));
    expect(outcome).toMatchObject({ kind: 'deferred', reply: expect.stringContaining('injected') });
    expect(sink.messages).toEqual([]);
  },
);

test.each<[TlsMode, string, SinkScript]>([
  ['none', 'delivered', { extensions: [] }],
  ['opportunistic', 'delivered', { extensions: [] }],
  ['required', 'deferred', { extensions: [] }],
  ['verified', 'deferred', { extensions: [] }],
  [
    'opportunistic',
    'delivered',
    {
      extensions: ['STARTTLS'],
      answer: (line) => (line === 'STARTTLS' ? '454 4.7.0 not now' : undefined),
    },
  ],
  [
    'required',
    'deferred',
    {
      extensions: ['STARTTLS'],
      answer: (line) => (line === 'STARTTLS' ? '454 4.7.0 not now' : undefined),
    },
  ],
])('%s TLS is %s where the server has none (%#)', async (mode, kind, script) => {
  const sink = await sinkOf(script);
  const outcomes = await deliver(OUT, undefined, smarthost(sink, mode));
  expect(kindsOf(outcomes)).toEqual({ 'a@to.test': kind });
});

test('none means none', async () => {
  const sink = await sinkOf(offering());
  await deliver(OUT, undefined, smarthost(sink, 'none'));
  expect(sink.sessions[0]!.isSecure).toBe(false);
});

test('a server whose TLS is broken gets plain text only where TLS is no must', async () => {
  const broken = offering({
    answer: (line) => (line === 'STARTTLS' ? { raw: '220 go\r\n' } : undefined),
  });
  const sink = await sinkOf({
    ...broken,
    answer: (line) => (line === 'STARTTLS' ? { raw: '220 go\r\n' } : undefined),
  });
  const options = { timeOuts: { ...SHORT, tls: 300 } };
  const attempt = (mode: TlsMode) => deliver(OUT, undefined, { ...smarthost(sink, mode), options });
  expect(kindsOf(await attempt('opportunistic'))).toEqual({
    'a@to.test': 'delivered',
  });
  expect(sink.sessions).toHaveLength(2);
  expect(kindsOf(await attempt('required'))).toEqual({
    'a@to.test': 'deferred',
  });
  expect(sink.messages).toHaveLength(1);
});

test('verified TLS wants a certificate that we trust, for that very name', async () => {
  const sink = await sinkOf(offering());
  const refused = await deliver(OUT, undefined, smarthost(sink, 'verified'));
  expect(refused['a@to.test']).toMatchObject({
    kind: 'deferred',
    reply: expect.stringMatching(/^4\.7\.5 TLS: .*self-signed/),
  });
  const options = { ca: tls.cert };
  const trusted = await deliver(OUT, undefined, { ...smarthost(sink, 'verified'), options });
  expect(kindsOf(trusted)).toEqual({ 'a@to.test': 'delivered' });
  const outbound = {
    kind: 'smarthost' as const,
    host: '127.0.0.1',
    port: sink.port,
    tls: 'verified' as const,
  };
  const other = await deliver(OUT, undefined, { settings: { outbound }, options });
  expect(kindsOf(other)).toEqual({ 'a@to.test': 'deferred' });
  expect(sink.messages).toHaveLength(1);
});

const AUTH = { username: 'us\u00e9r', password: 'p\u00e4ss' };
const base64 = (text: string) => Buffer.from(text).toString('base64');

test('a smart host is logged on to with PLAIN, or with LOGIN, under TLS', async () => {
  const plain = await sinkOf(
    offering({
      answer: (line, { isSecure }) =>
        line.startsWith('EHLO') && isSecure
          ? '250-x\r\n250 AUTH LOGIN PLAIN'
          : line.startsWith('AUTH')
            ? '235 2.7.0 ok'
            : undefined,
    }),
  );
  expect(kindsOf(await deliver(OUT, undefined, smarthost(plain, 'required', AUTH)))).toEqual({
    'a@to.test': 'delivered',
  });
  expect(plain.sessions[0]!.commands).toContain(
    `AUTH PLAIN ${base64(`\0${AUTH.username}\0${AUTH.password}`)}`,
  );
  const login = await sinkOf(
    offering({
      answer: (line) =>
        line.startsWith('EHLO')
          ? '250-x\r\n250-STARTTLS\r\n250 AUTH=LOGIN'
          : line === 'AUTH LOGIN' || line === base64(AUTH.username)
            ? '334 VXNlcg=='
            : line === base64(AUTH.password)
              ? '235 2.7.0 ok'
              : undefined,
    }),
  );
  expect(kindsOf(await deliver(OUT, undefined, smarthost(login, 'opportunistic', AUTH)))).toEqual({
    'a@to.test': 'delivered',
  });
});

test('a password is never said without TLS, and a wrong one defers', async () => {
  const offered = { extensions: ['AUTH PLAIN LOGIN'] };
  const plain = await sinkOf(offered);
  expect(kindsOf(await deliver(OUT, undefined, smarthost(plain, 'opportunistic', AUTH)))).toEqual({
    'a@to.test': 'deferred',
  });
  expect(plain.sessions[0]!.commands.some((line) => line.startsWith('AUTH'))).toBe(false);
  const sink = await sinkOf(
    offering({
      extensions: ['STARTTLS', 'AUTH PLAIN'],
      answer: (line) => (line.startsWith('AUTH') ? '535 5.7.8 wrong' : undefined),
    }),
  );
  const wrong = await deliver(OUT, undefined, smarthost(sink, 'required', AUTH));
  expect(wrong['a@to.test']).toMatchObject({ kind: 'deferred', reply: '535 5.7.8 wrong' });
});

test('an account that is refused leaves the host out for a while, where there is another', async () => {
  const script = offering({ extensions: ['STARTTLS', 'AUTH PLAIN'] });
  const refusing = {
    answer: (line: string) => (line.startsWith('AUTH') ? '535 5.7.8 no' : undefined),
  };
  const wrong = await sinkOf({ ...script, ...refusing });
  const right = await sinkOf({
    ...script,
    answer: (line) => (line.startsWith('AUTH') ? '235 2.7.0 ok' : undefined),
  });
  const { settings } = smarthost(right, 'required', AUTH);
  const host = `localhost:${wrong.port}, localhost:${right.port}`;
  const by = courierOf({ settings: { outbound: { ...settings.outbound, host } } });
  for (let n = 0; n < 2; n += 1) {
    const outcomes = await by.deliver(jobOf(OUT, ['a@x']), new AbortController().signal);
    expect(outcomes.get('a@x')).toMatchObject({ kind: 'delivered' });
  }
  expect([wrong.sessions.length, right.messages.length]).toEqual([1, 2]);
  const alone = await deliver(OUT, undefined, smarthost(wrong, 'required', AUTH));
  expect(alone['a@to.test']).toMatchObject({ kind: 'deferred', isUnreachable: true });
});

test('TLS that failed is not tried anew with each connection, where it is no must', async () => {
  const broken = offering({
    answer: (line) => (line === 'STARTTLS' ? { raw: '220 go\r\n' } : undefined),
    // One message a connection.
    afterData: () => '250 2.0.0 stored\r\n421 4.3.2 enough',
  });
  const sink = await sinkOf(broken);
  const options = { timeOuts: { ...SHORT, tls: 200 } };
  const by = courierOf({ ...smarthost(sink, 'opportunistic'), options });
  for (let n = 0; n < 3; n += 1) {
    await by.deliver(jobOf(OUT, ['a@x']), new AbortController().signal);
  }
  expect(sink.messages).toHaveLength(3);
  expect(sink.sessions.map(({ commands }) => commands.includes('STARTTLS'))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
