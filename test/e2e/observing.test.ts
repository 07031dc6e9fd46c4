/**
 * What stands around a mail server reads ours: fail2ban, pflogsumm and logwatch its log, Prometheus its figures; and
 * whoever must know is told by ways that do not need this server. Threats: T17, T31.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertsInput, AlertsState, AlertTest } from '../../shared/api/alerts.js';
import { Gatepost } from '../support/gatepost.js';
import { checkRules, MailLog, promtool, requireTools, syslogOf } from '../support/mail-log.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

interface Said {
  readonly alert: string;
  readonly state: string;
  readonly text: string;
  readonly authorization: string | undefined;
}

const DEVICE = '127.0.2.9';
const STRANGER = '127.0.9.1';
const HOSTILE = 'x\u202e]: 550 5.7.1 from unknown[192.0.2.66]: "@<b>';

let gatepost: Gatepost;
let next: SmtpSink;
let neighbour: SmtpSink;
let hook: Server;
let folder: string;
let waits = true;
let answers = 204;
const said: Said[] = [];

beforeAll(async () => {
  requireTools();
  next = await new SmtpSink({
    answer: (line) => {
      if (/^RCPT TO:<late/i.test(line) && waits) return '451 4.7.1 come back';
      return /^RCPT TO:<gone/i.test(line) ? '550 5.1.1 no such user' : undefined;
    },
  }).start();
  neighbour = await new SmtpSink().start();
  hook = createServer((request, response) => {
    void heard(request).then((each) => {
      if (answers < 300) said.push(each);
      response.writeHead(answers, { location: 'http://127.0.0.1/' }).end();
    });
  }).listen(0, '127.0.0.1');
  folder = await mkdtemp(join(tmpdir(), 'observing-'));
  const program = join(folder, 'take-alert');
  await writeFile(program, `#!/bin/sh\ncat >> ${join(folder, 'taken')}\n`);
  await chmod(program, 0o755);
  gatepost = await Gatepost.start({
    environment: { GATEPOST_LOG: 'postfix', GATEPOST_ALERT_COMMAND: program },
  });
  await gatepost.apply({
    routes: [
      { domain: 'example.com', to: { kind: 'inbound' } },
      { domain: 'partner.test', to: { kind: 'host', host: '127.0.0.1', port: next.port } },
    ],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: '127.0.2.0/24' }] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
});

afterAll(async () => {
  await gatepost?.stop();
  await next?.stop();
  await neighbour?.stop();
  hook?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function heard(request: IncomingMessage): Promise<Said> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const { authorization } = request.headers;
  return { ...(JSON.parse(text) as Said), authorization };
}

async function setAlerts(alerts: AlertsInput) {
  const { etag } = await gatepost.api('GET', '/api/alerts');
  return gatepost.api<AlertsInput>('PUT', '/api/alerts', alerts, { 'if-match': etag });
}

function hookUrl(): string {
  return `http://127.0.0.1:${(hook.address() as AddressInfo).port}/alerts`;
}

/** Takes what the hook hears, until that has come. */
async function hears(alert: string, state: string): Promise<Said> {
  return until(() => said.find((each) => each.alert === alert && each.state === state) ?? null);
}

test('fail2ban, pflogsumm and logwatch read the log of a day as they read Postfix’s', async () => {
  const device = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: DEVICE });
  const text = 'Subject: test\r\nMessage-ID: <one@device.test>\r\n\r\nHello\r\n';
  await device.message('scanner@example.com', ['anna@example.com', 'otto@partner.test'], text);
  await device.message('scanner@example.com', ['gone@partner.test'], text);
  await device.message('scanner@example.com', ['late@partner.test'], text);
  await device.say('QUIT');
  const stranger = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: STRANGER });
  for (const recipient of ['x@remote.test', 'y@remote.test', `${HOSTILE}remote.test`]) {
    await stranger.message('spam@stranger.test', [recipient]);
    await stranger.say('RSET');
  }
  await stranger.startTls();
  await stranger.say('EHLO peer.test');
  const guess = Buffer.from('\0anna\0wrong').toString('base64');
  expect(await stranger.say(`AUTH PLAIN ${guess}`)).toMatch(/^535/);
  await stranger.say('QUIT');

  // Two were sent on, one came back, and the report of that went to our own domain.
  const lines = await until(() => {
    const all = gatepost.lines.join('\n');
    const whole = [/status=deferred/, /status=bounced/, /SASL PLAIN/, /disconnect from .*9\.1/];
    return whole.every((each) => each.test(all)) && (all.match(/: removed/g) ?? []).length >= 3
      ? gatepost.lines
      : null;
  });
  const log = await MailLog.of(syslogOf(lines, new Date()));
  try {
    const summary = await log.pflogsumm();
    const figure = (what: string) => Number(new RegExp(`(\\d+)\\s+${what}\\b`).exec(summary)?.[1]);
    expect(figure('received'), summary).toBeGreaterThanOrEqual(3);
    expect(figure('delivered'), summary).toBe(3);
    expect(figure('deferred'), summary).toBe(1);
    expect(figure('bounced'), summary).toBe(1);
    expect(figure('rejected'), summary).toBe(3);
    expect(summary).toContain('no such user');

    const report = await log.logwatch();
    expect(report).toMatch(/Accepted/);
    expect(report).toMatch(/2\s+5xx Reject relay denied/);
    expect(report).toMatch(/SASL authentication failed/i);
    expect(report).not.toMatch(/Unmatched/i);

    // Three refusals and a guessed password, all of the stranger's: what it wrote into its address accuses nobody.
    expect(await log.fail2ban()).toEqual([STRANGER, STRANGER, STRANGER, STRANGER]);
  } finally {
    await log.remove();
  }
});

test('Prometheus takes the figures, and finds in them what has happened', async () => {
  const metrics = await (await fetch(`${gatepost.consoleUrl}/metrics`)).text();
  expect(await promtool(metrics)).toBe('');
  expect(await checkRules()).toContain('rules found');
  for (const line of [
    'gatepost_decisions_total{verdict="reject",reason="not-permitted"} 2',
    'gatepost_logons_total{result="refused"} 1',
    'gatepost_tls_handshakes_total{version="TLSv1.3"} 1',
    'gatepost_delivery_attempts_total{destination="host",outcome="deferred"} 1',
    'gatepost_queue_messages 1',
    'gatepost_enforced_revision 2',
    'gatepost_config_revision 2',
    'gatepost_relay_up 1',
  ]) {
    expect(metrics.split('\n')).toContain(line);
  }
  expect(metrics).toMatch(/^gatepost_certificate_expires_seconds \d{10}/m);
  expect(metrics).not.toMatch(/127\.0\.|partner\.test|anna/);
});

test('each way can be tried before it is applied, and says what happened', async () => {
  const tried = async (alerts: AlertsInput, way: string) =>
    (await gatepost.api<AlertTest>('POST', '/api/alerts/test', { way, alerts })).body;
  expect(await tried({ webhook: { url: hookUrl() } }, 'webhook')).toMatchObject({
    ok: true,
    text: 'It answered 204.',
  });
  answers = 302;
  expect((await tried({ webhook: { url: hookUrl() } }, 'webhook')).text).toMatch(/redirections/);
  answers = 204;
  const mail = { host: '127.0.0.1', port: neighbour.port, tls: 'none' as const };
  const by = { ...mail, from: 'gatepost@example.com', to: ['admin@elsewhere.test'] };
  const sent = await tried({ mail: by }, 'mail');
  expect(sent).toMatchObject({ ok: true });
  expect(sent.lines).toContain('C: RCPT TO:<admin@elsewhere.test>');
  expect(neighbour.messages).toHaveLength(1);
  expect(await tried({ command: true }, 'command')).toMatchObject({ ok: true });
  expect(await readFile(join(folder, 'taken'), 'utf8')).toContain('"state":"test"');
  const own = { ...by, port: gatepost.smtpPort };
  const refused = await gatepost.api<{ error: { issues: unknown } }>('POST', '/api/alerts/test', {
    way: 'mail',
    alerts: { mail: own },
  });
  expect(refused.status).toBe(422);
  expect(refused.body.error.issues).toMatchObject([{ path: 'alerts.mail.host' }]);
});

test('mail that waits, and a relay that is gone, are said by every way, and when they are over too', async () => {
  said.length = 0;
  const before = neighbour.messages.length;
  // Nobody could be told at first: whoever comes later is.
  await setAlerts({ queueAge: { enabled: true, after: 1 } });
  const standing = async () =>
    (await gatepost.api<AlertsState>('GET', '/api/alerts/state')).body.raised;
  await until(async () =>
    (await standing()).some((each) => each.alert === 'queue-age') ? 1 : null,
  );
  const { status, body } = await setAlerts({
    queueAge: { enabled: true, after: 1 },
    notEnforcing: { enabled: true, after: 2 },
    disk: { enabled: false, percent: 10 },
    webhook: { url: hookUrl(), token: 'hook-token' },
    command: true,
    mail: {
      host: '127.0.0.1',
      port: neighbour.port,
      tls: 'none',
      from: 'gatepost@example.com',
      to: ['admin@elsewhere.test'],
    },
  });
  expect(status).toBe(200);
  expect(body.webhook).toEqual({ url: hookUrl(), token: { set: true } });
  const late = await hears('queue-age', 'raised');
  expect(late.text).toMatch(/^1 message waits/);
  expect(late.authorization).toBe('Bearer hook-token');
  await until(() => neighbour.messages[before] ?? null);
  const content = neighbour.messages[before]!.content.toString();
  expect(content).toContain('Subject: Alert on mail.example.com: Mail waits too long');
  const state = await until(async () => {
    const now = (await gatepost.api<AlertsState>('GET', '/api/alerts/state')).body;
    return now.raised.some((each) => each.alert === 'queue-age' && each.said) ? now : null;
  });
  expect(state.ways.map(({ lastFailure }) => lastFailure)).toEqual([null, null, null]);

  // Stopped and not killed: the supervisor would start another one before anything could be noticed.
  const { relay } = await gatepost.children();
  process.kill(relay, 'SIGSTOP');
  await hears('not-enforcing', 'raised');
  const metrics = await (await fetch(`${gatepost.consoleUrl}/metrics`)).text();
  expect(metrics.split('\n')).toContain('gatepost_relay_up 0');
  expect(await promtool(metrics)).toBe('');
  process.kill(relay, 'SIGKILL');
  await hears('not-enforcing', 'recovered');

  waits = false;
  const { body: queue } = await gatepost.api<{ items: { id: string }[] }>('GET', '/api/queue');
  await gatepost.api('POST', `/api/queue/${queue.items[0]!.id}/retry`);
  await hears('queue-age', 'recovered');
  expect(said.filter(({ alert }) => alert === 'queue-age').map((each) => each.state)).toEqual([
    'raised',
    'recovered',
  ]);
});
