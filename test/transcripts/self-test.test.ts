/**
 * The self-test against a relay that is as it should be, and against what may be wrong with one: asked for over
 * the API and by `gatepost test-relay`. Nothing leaves the relay while it goes on. Threats: T1, T17.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AuditPage } from '../../shared/api/audit.js';
import type { DeliveryInput } from '../../shared/api/delivery.js';
import type { LastSelfTest, SelfTest, SelfTestStep } from '../../shared/api/self-tests.js';
import { FIRST_RULES } from '../../shared/rules/schema.js';
import { DnsServer } from '../support/dns-server.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const MAIN = join(import.meta.dirname, '../../dist/server/command/main.js');
const NAME = 'mail.example.com';
/** No interface has it, and no table of hosts: where it leads is asked of DNS. */
const ADDRESS = '127.0.0.5';

let data: string;
let gatepost: Gatepost;
let inbound: SmtpSink;
let dns: DnsServer;

beforeAll(async () => {
  inbound = await new SmtpSink().start();
  dns = await new DnsServer({
    [NAME]: { a: [ADDRESS] },
    '5.0.0.127.in-addr.arpa': { ptr: [NAME] },
    'example.com': { mx: [[10, NAME]], txt: [`v=spf1 ip4:${ADDRESS} -all`] },
  }).start();
  data = await mkdtemp(join(tmpdir(), 'gatepost-'));
  const environment = {
    GATEPOST_SUBMISSION: '127.0.0.1:0',
    GATEPOST_SMTPS: '127.0.0.1:0',
    GATEPOST_DNS: `127.0.0.1:${dns.place.port}`,
  };
  gatepost = await Gatepost.start({ data, environment });
});
afterAll(async () => {
  await gatepost?.halt();
  await Promise.all([inbound?.stop(), dns?.stop()]);
  await rm(data, { recursive: true, force: true });
});
beforeEach(async () => {
  await rules('127.0.0.1');
  await inboundHost(inbound.port);
});

async function rules(network: string, confirm: string[] = []): Promise<void> {
  const { status } = await gatepost.apply(
    {
      routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
      restrictions: {
        ...FIRST_RULES.restrictions,
        addresses: { enabled: true, entries: [{ network }] },
      },
    },
    confirm,
  );
  expect(status).toBe(200);
}

async function inboundHost(
  port: number,
  outbound: DeliveryInput['outbound'] = { kind: 'mx' },
): Promise<void> {
  const settings: Partial<DeliveryInput> = {
    siteDomain: 'example.com',
    outbound,
    inbound: { kind: 'smtp', host: '127.0.0.1', port },
  };
  expect((await gatepost.deliver(settings)).status).toBe(200);
}

async function begin(): Promise<SelfTest> {
  const { status, body } = await gatepost.api<SelfTest>('POST', '/api/self-tests');
  expect(status).toBe(202);
  return body;
}

async function run(): Promise<readonly SelfTestStep[]> {
  const { id } = await begin();
  const whole = await until(async () => {
    const { body } = await gatepost.api<SelfTest>('GET', `/api/self-tests/${id}`);
    return body.state === 'running' ? null : body;
  }, 60_000);
  expect([whole.state, whole.steps.length]).toEqual(['ended', whole.count]);
  return whole.steps;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

async function command(...args: string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'], GATEPOST_DATA: data, TZ: 'UTC' };
  const child = spawn(process.execPath, [MAIN, 'test-relay', ...args], { env });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (error += part));
  const code = await new Promise<number>((resolve) => child.on('close', resolve));
  return { code, out, error };
}

/** `open-relay/smtp` and so on, without the address. */
const states = (steps: readonly SelfTestStep[]) =>
  Object.fromEntries(steps.map(({ id, state }) => [id.replace(/\/127.*/, ''), state]));
const stepOf = (steps: readonly SelfTestStep[], id: string) =>
  steps.find((step) => step.id.startsWith(id))!;

test('a relay that is as it should be refuses every form, and only the self-signed certificate is warned of', async () => {
  const steps = await run();
  const { disk, ...others } = states(steps);
  expect(others).toEqual({
    'open-relay/smtp': 'ok',
    'open-relay/submission': 'ok',
    'open-relay/smtps': 'ok',
    'listener/smtp': 'ok',
    'listener/submission': 'ok',
    'listener/smtps': 'ok',
    'tls/smtp': 'warning',
    'tls/submission': 'warning',
    'tls/smtps': 'warning',
    clock: 'ok',
    forwarding: 'skipped',
    'dns/host': 'ok',
    'dns/mx': 'ok',
    'dns/spf': 'ok',
    'inbound-host': 'ok',
    'smart-host': 'skipped',
  });
  // A busy machine has a slow disk.
  expect(['ok', 'warning']).toContain(disk);
  expect(stepOf(steps, 'tls/smtp').says).toMatch(/^TLSv1\.3, .* self-signed/);
  const attack = stepOf(steps, 'open-relay/smtp');
  expect(attack.says).toMatch(/^\d\d forms from 127\.77\.77\.77: all refused\.$/);
  expect(attack.transcript.filter(({ text }) => text.startsWith('550')).length).toBeGreaterThan(20);
});

test('nothing was sent by it; its rows can be told in the log, and who began it is in the audit trail', async () => {
  expect(inbound.messages).toEqual([]);
  expect((await gatepost.status()).relay?.queued).toBe(0);
  const rows = await gatepost.decisions(1, 'recipient=relay-test.invalid');
  expect(new Set(rows.map(({ helo, verdict }) => `${helo} ${verdict}`))).toEqual(
    new Set(['self-test.invalid reject']),
  );
  const { body } = await gatepost.api<AuditPage>('GET', '/api/audit?action=self-test-begun');
  expect(body.items[0]).toMatchObject({ actor: 'admin' });
  const { body: kept } = await gatepost.api<LastSelfTest>('GET', '/api/self-tests');
  expect(kept.last?.state).toBe('ended');
});

test('the command says a line for each result, and ends with 0 where there are warnings alone', async () => {
  const { code, out, error } = await command();
  expect([code, error]).toEqual([0, '']);
  expect(out).toMatch(
    /^ok {7}Open relay: smtp 127\.0\.0\.1:\d+: \d\d forms from .*all refused\.$/m,
  );
  expect(out).toMatch(/^warning {2}TLS: submission .*self-signed/m);
  expect(out.trim().split('\n')).toHaveLength(17);
});

test('rules that let everybody relay are bad, also where every address of this host is permitted', async () => {
  await rules('0.0.0.0/0', ['open-relay']);
  const { code, out } = await command('--json', '--transcripts');
  expect(code).toBe(1);
  const { steps } = JSON.parse(out) as SelfTest;
  const attack = stepOf(steps, 'open-relay/smtp');
  expect([attack.state, attack.says]).toEqual(['bad', expect.stringContaining('203.0.113.77')]);
  expect(attack.transcript.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/<victim@relay-test\.invalid> .*: relay \(address\)/),
  );
});

test('an inbound host that is not there is bad, and its dialogue says why; DNS that lacks us is a warning', async () => {
  await inboundHost(await freePort());
  const before = { ...dns.zones };
  dns.zones['example.com'] = { mx: [[10, 'other.test']], txt: ['v=spf1 -all'] };
  dns.zones[NAME] = { fault: 'SERVFAIL' };
  const steps = await run();
  Object.assign(dns.zones, before);
  const host = stepOf(steps, 'inbound-host');
  expect(host).toMatchObject({ state: 'bad', says: expect.stringContaining('ECONNREFUSED') });
  expect(host.transcript[0]!.text).toMatch(/^Connecting to 127\.0\.0\.1/);
  expect(states(steps)).toMatchObject({
    'dns/host': 'warning',
    'dns/mx': 'warning',
    'dns/spf': 'warning',
  });
});

test('one that says no more is waited for until the run is stopped; meanwhile no other begins', async () => {
  const silent = await new SmtpSink({ greeting: 'HANG' }).start();
  await inboundHost(silent.port);
  const { id } = await begin();
  const path = `/api/self-tests/${id}`;
  await until(async () => {
    const { body } = await gatepost.api<SelfTest>('GET', path);
    return body.now === 'Inbound host' ? body : null;
  });
  const second = await gatepost.api<{ error: { message: string } }>('POST', '/api/self-tests');
  expect([second.status, second.body.error.message]).toEqual([
    503,
    'A self-test is running already: wait for it, or stop it.',
  ]);
  const { body: stopped } = await gatepost.api<SelfTest>('DELETE', path);
  expect(stopped).toMatchObject({ id, state: 'stopped', now: null });
  expect(states(stopped.steps)).not.toHaveProperty('inbound-host');
  expect((await gatepost.api('GET', '/api/self-tests/none')).status).toBe(404);
  await silent.stop();
});

test('a host that answers with controls and without end does not fill or colour the transcript', async () => {
  const long = 'x'.repeat(3000);
  const hostile = await new SmtpSink({
    greeting: `220 \u001b[31mred\u202e ${long}`.slice(0, 900),
    answer: (line) => (line.startsWith('RCPT') ? '550 no \u0007 such' : undefined),
  }).start();
  await inboundHost(hostile.port, { kind: 'smarthost', host: '127.0.0.1', port: inbound.port });
  const steps = await run();
  await hostile.stop();
  expect(states(steps)).toMatchObject({ 'smart-host': 'ok', 'dns/spf': 'skipped' });
  const host = stepOf(steps, 'inbound-host');
  expect(host.state).not.toBe('ok');
  for (const { text } of host.transcript) {
    expect(text).toMatch(/^[^\p{Cc}\p{Cf}]{0,603}$/u);
  }
});

test('while the console is down the command asks the relay itself', async () => {
  await inboundHost(await freePort());
  await rm(join(data, 'run', 'admin.sock'));
  const { code, out, error } = await command();
  expect(code).toBe(1);
  expect(error).toContain('The console is down: its audit trail will not name this.');
  expect(out).toMatch(/^bad {6}Inbound host: /m);
});
