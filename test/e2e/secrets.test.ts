/**
 * Secrets in the real thing: in no answer, log or file; and what waits when the key file is gone.
 * Threats: T22, T24.
 */
import { spawn } from 'node:child_process';
import { lstat, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewSecondFactor, RecoveryCodes } from '../../shared/api/own-account.js';
import { OPERATIONS } from '../../shared/api/operations.js';
import type { NewInvitation } from '../../shared/api/people.js';
import type { NewToken } from '../../shared/api/tokens.js';
import { FIRST_RULES } from '../../shared/rules/schema.js';
import { dataFolder } from '../../server/store/layout.js';
import { ADMIN, Gatepost } from '../support/gatepost.js';
import { localhostPair } from '../support/localhost-pair.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const MAIN = join(import.meta.dirname, '../../dist/server/command/main.js');
const ACCOUNT_PASSWORD = 'ACCOUNT-plain-5ecret';
const LDAP = 'LDAPBIND-plain-5ecret';
const SMART_HOST = 'SMARTHOST-plain-5ecret';
const INVITED = 'INVITED-plain-5ecret';

let gatepost: Gatepost;
let sink: SmtpSink;
/** Everything that must not be seen, by what it is. */
const secrets = new Map<string, string>();

beforeAll(async () => {
  sink = await new SmtpSink().start();
  gatepost = await Gatepost.start();
  const post = async <T>(path: string, body: object) => {
    const answer = await gatepost.api<T>('POST', path, body);
    expect(answer.status).toBeLessThan(300);
    return answer.body;
  };
  const applied = await gatepost.apply({
    routes: [
      { domain: 'example.com', to: { kind: 'inbound' } },
      { domain: 'partner.test', to: { kind: 'host', host: '127.0.0.1', port: sink.port } },
    ],
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: { enabled: true, entries: [{ network: '127.0.0.1', note: '' }] },
    },
  });
  expect(applied.status).toBe(200);
  // Nobody listens there: what goes out waits.
  const auth = { username: 'us', password: SMART_HOST };
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: 1, tls: 'required', auth },
    retry: [1],
  });
  const pair = await localhostPair();
  const { etag, body } = await gatepost.api<object>('GET', '/api/security');
  const bind = { how: 'search', account: 'cn=r', password: LDAP, base: 'dc=x' };
  const store = { kind: 'ldap', name: 'dir', host: '127.0.0.1', port: 1, tls: 'ldaps', bind };
  const security = { ...body, stores: [store], certificate: { kind: 'pasted', ...pair } };
  const stored = await gatepost.api('PUT', '/api/security', security, { 'if-match': etag });
  expect(stored.status).toBe(200);
  await post('/api/accounts', { name: 'scanner', password: ACCOUNT_PASSWORD });
  const device = await post<{ password: string }>('/api/accounts/scanner/app-passwords', {
    label: 'Copier',
  });
  const { token } = await post<NewToken>('/api/tokens', { name: 'watch', scope: 'read' });
  const { link } = await post<NewInvitation>('/api/users/invitations', {
    username: 'anna',
    role: 'operator',
  });
  const factor = await post<NewSecondFactor>('/api/account/second-factor', {
    password: ADMIN.password,
  });
  const code = new TOTP({ secret: Secret.fromBase32(factor.secret) }).generate();
  const { recoveryCodes } = await post<RecoveryCodes>('/api/account/second-factor/confirm', {
    code,
  });
  const keyFile = await readFile(dataFolder(gatepost.data).key, 'utf8');
  for (const [what, secret] of Object.entries({
    'smart host': SMART_HOST,
    'LDAP search': LDAP,
    'private key': pair.key.split('\n')[4]!,
    'account password': ACCOUNT_PASSWORD,
    'app password': device.password,
    'administrator password': ADMIN.password,
    'second factor': factor.secret,
    'recovery code': recoveryCodes[0]!,
    token,
    invitation: link.split('#')[1]!,
    cookie: (await gatepost.cookie()).split('=')[1]!,
    'key file': keyFile.trim(),
    sealed: 'v1:',
  })) {
    secrets.set(what, secret);
  }
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO pc.example.com');
  await client.say('MAIL FROM:<x@example.com>');
  await client.say('RCPT TO:<a@example.com>');
  await client.say('RCPT TO:<b@elsewhere.test>');
  await client.say('DATA');
  await client.say(
    `Subject: large\r\n\r\n${'x'.repeat(70)}\r\n${`${'y'.repeat(70)}\r\n`.repeat(4000)}.`,
  );
  client.close();
  await gatepost.decisions(2);
});
afterAll(async () => {
  await gatepost?.stop();
  await sink?.stop();
});

function seenIn(text: string, except: readonly string[] = []): string[] {
  return [...secrets]
    .filter(([what, secret]) => !except.includes(what) && text.includes(secret))
    .map(([what]) => what);
}

async function doctor(): Promise<{ code: number | null; text: string }> {
  const env = {
    PATH: process.env['PATH'],
    GATEPOST_DATA: gatepost.data,
    GATEPOST_SMTP: '127.0.0.1:0',
    GATEPOST_CONSOLE: '127.0.0.1:0',
    GATEPOST_HOSTNAME: 'mail',
  };
  const child = spawn(process.execPath, [MAIN, 'doctor', '--json'], { env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += part));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, text };
}

test('no answer of the API shows one: every GET of the table, exports, the audit trail', async () => {
  const [row] = await gatepost.decisions(1);
  const queue = await gatepost.api<{ items: { id: string }[] }>('GET', '/api/queue');
  const id = queue.body.items[0]!.id;
  const cookie = await gatepost.cookie();
  let asked = 0;
  for (const { method, path } of OPERATIONS) {
    if (method !== 'GET' || path.endsWith('/stream')) continue;
    const filled = path.replace('{ref}', row!.ref).replace('{number}', '2').replace('{id}', id);
    for (const query of path.endsWith('/export') ? ['?format=csv', '?format=ndjson'] : ['']) {
      const response = await fetch(gatepost.consoleUrl + filled + query, { headers: { cookie } });
      const text = await response.text();
      const head = JSON.stringify([...response.headers]);
      expect([path, response.status, seenIn(text + head)]).toEqual([path, response.status, []]);
      if (response.ok) asked += 1;
    }
  }
  expect(asked).toBeGreaterThan(25);
});

test('no refusal repeats what was sent, and no log line has it', async () => {
  const sent = [
    ['POST', '/api/session', { username: 'admin', password: INVITED, code: INVITED, x: INVITED }],
    ['POST', '/api/session', { username: 'admin', password: INVITED }],
    ['POST', '/api/accounts', { name: '', password: INVITED }],
    ['POST', '/api/invitation', { token: INVITED, password: INVITED }],
    ['POST', '/api/account/password', { password: INVITED, newPassword: 'short' }],
    ['PUT', '/api/delivery', { outbound: { kind: 'smarthost', auth: { password: INVITED } } }],
    ['PUT', '/api/security', { certificate: { kind: 'pasted', cert: 'x', key: INVITED } }],
    [
      'POST',
      '/api/security/test-logon',
      {
        store: { kind: 'pop3', name: 'p', host: '127.0.0.1', port: 1, tls: 'implicit' },
        username: 'anna',
        password: INVITED,
      },
    ],
  ] as const;
  for (const [method, path, body] of sent) {
    const answer = await gatepost.api(method, path, body, { 'if-match': '"d1"' });
    expect([path, JSON.stringify(answer.body).includes(INVITED)]).toEqual([path, false]);
  }
  const headers = { authorization: `Bearer ${INVITED}`, cookie: `gatepost_session=${INVITED}` };
  const refused = await fetch(`${gatepost.consoleUrl}/api/routing`, { headers });
  expect(await refused.text()).not.toContain(INVITED);
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO pc.example.com');
  await client.say(`AUTH PLAIN ${Buffer.from(`\0scanner\0${INVITED}`).toString('base64')}`);
  client.close();
  const log = gatepost.lines.join('\n');
  expect(seenIn(log)).toEqual([]);
  expect(log).not.toContain(INVITED);
});

test('every file is for its owner alone, and no database holds one that can be read', async () => {
  const names = await readdir(gatepost.data, { recursive: true });
  expect(names).toEqual(expect.arrayContaining(['spool.db-wal', 'config.db-wal', 'secret.key']));
  expect(names.some((name) => name.startsWith('bodies/'))).toBe(true);
  for (const name of ['', ...names]) {
    const path = join(gatepost.data, name);
    const stat = await lstat(path).catch(() => null);
    if (!stat) continue;
    expect([name, (stat.mode & 0o077).toString(8)]).toEqual([name, '0']);
    if (!stat.isFile() || name === 'secret.key' || name.startsWith('tls/')) continue;
    // What is sealed lies there; nothing that opens it does.
    expect([name, seenIn(await readFile(path, 'latin1'), ['sealed'])]).toEqual([name, []]);
  }
});

test('doctor finds all well while it runs', async () => {
  const { code, text } = await doctor();
  expect([code, text]).toEqual([0, expect.stringContaining('"ok": true')]);
  expect(text).toContain('It answers, enforces revision 2');
  expect(seenIn(text)).toEqual([]);
});

test('without the key file mail that does not need it flows, the rest waits with the reason, and goes on after', async () => {
  await gatepost.halt();
  const { key } = dataFolder(gatepost.data);
  await rename(key, `${key}.kept`);
  await writeFile(key, `${Buffer.alloc(32).toString('base64')}\n`, { mode: 0o600 });
  const stopped = await doctor();
  expect(stopped.code).toBe(1);
  expect(stopped.text).toContain('The password for the smart host');
  await gatepost.start();
  const client = await SmtpClient.open({ port: gatepost.smtpPort });
  await client.say('EHLO pc.example.com');
  await client.say('MAIL FROM:<x@example.com>');
  expect(await client.say('RCPT TO:<c@partner.test>')).toMatch(/^250/);
  await client.say('DATA');
  expect(await client.say('Subject: x\r\n\r\nflows\r\n.')).toMatch(/^250/);
  client.close();
  await until(() => Promise.resolve(sink.messages.length > 0 ? true : null));
  const headers = { authorization: `Bearer ${secrets.get('token')!}` };
  const asked = async <T>(path: string) =>
    (await (await fetch(gatepost.consoleUrl + path, { headers })).json()) as T;
  const reason = async (wanted: RegExp) =>
    until(async () => {
      const { items } = await asked<{ items: { id: string }[] }>('/api/queue');
      const detail = await asked<object>(`/api/queue/${items[0]!.id}`);
      return wanted.test(JSON.stringify(detail)) ? true : null;
    });
  await reason(/the stored password of the smart host cannot be read/);
  expect(JSON.stringify(await asked('/api/overview'))).toContain('secrets-unreadable');
  // Both processes see the right file as soon as it is back.
  await rename(`${key}.kept`, key);
  await reason(/ECONNREFUSED/);
  expect(JSON.stringify(await asked('/api/overview'))).not.toContain('secrets-unreadable');
});
