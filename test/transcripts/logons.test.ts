/** Logons against Gatepost's own accounts, and what follows from the Security page, over SMTP. Threats: T16. */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account, MadePassword } from '../../shared/api/accounts.js';
import type { SecurityInput, SecurityState } from '../../shared/api/security.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { localhostPair } from '../support/localhost-pair.js';
import { SmtpClient } from '../support/smtp-client.js';
import { temporaryFolder } from '../support/spool-folder.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const PASSWORD = 'a long password';

let gatepost: Gatepost;
beforeAll(async () => {
  gatepost = await Gatepost.start({ environment: { GATEPOST_SMTP: '127.0.0.1:0' } });
  await gatepost.apply({
    routes: [{ domain: 'example.com', to: { kind: 'inbound' } }],
    restrictions: {
      authenticated: true,
      addresses: { enabled: false, entries: [] },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
  for (const name of ['anna', 'disabled', 'ended', 'berta@example.com', 'hall']) {
    await gatepost.api('POST', '/api/accounts', { name, password: PASSWORD });
  }
  await gatepost.api('PATCH', '/api/accounts/disabled', { disabled: true });
  await gatepost.api('PATCH', '/api/accounts/ended', { expires: '2020-01-01T00:00:00Z' });
  await gatepost.api('PATCH', '/api/accounts/anna', { senders: ['@sales.example.com'] });
});
afterAll(() => gatepost.stop());

async function secure(localAddress = '127.0.0.1', port = gatepost.smtpPort): Promise<SmtpClient> {
  const client = await SmtpClient.open({ port, localAddress });
  await client.say('EHLO peer.test');
  await client.startTls();
  await client.say('EHLO peer.test');
  return client;
}

const plain = (name: string, password: string) =>
  `AUTH PLAIN ${Buffer.from(`\0${name}\0${password}`).toString('base64')}`;

/** The reply to one logon in a session of its own, and how long it took in milliseconds. */
async function logon(name: string, password = PASSWORD, from = '127.0.0.1') {
  const client = await secure(from);
  const begun = performance.now();
  const reply = await client.say(plain(name, password));
  const took = performance.now() - begun;
  client.close();
  return { reply, took };
}

/** Changes the security settings, and waits until they are enforced. */
async function secured(part: Partial<SecurityInput>) {
  const { etag, body } = await gatepost.api<SecurityInput>('GET', '/api/security');
  return gatepost.api<SecurityInput>(
    'PUT',
    '/api/security',
    { ...body, ...part },
    { 'if-match': etag },
  );
}

async function account(name: string): Promise<Account> {
  const { body } = await gatepost.api<{ items: Account[] }>('GET', '/api/accounts');
  return body.items.find((each) => each.name === name)!;
}

const ACCEPTED = '235 2.7.0 Authentication successful';
const REFUSED = '535 5.7.8 Authentication failed';

describe('who is let in', () => {
  test.each([
    ['by name', 'anna'],
    ['in any case', 'ANNA'],
    ['by address', 'berta@example.com'],
    ['in the form of the old domains', 'EXAMPLE.COM\\berta'],
  ])('%s', async (_, name) => expect((await logon(name)).reply).toBe(ACCEPTED));

  test.each([
    ['a wrong password', 'anna', 'wrong password'],
    ['an unknown name', 'nobody-here', PASSWORD],
    ['a disabled account', 'disabled', PASSWORD],
    ['an account that has ended', 'ended', PASSWORD],
    ['guest', 'guest', PASSWORD],
    ['anonymous', 'anonymous@example.com', PASSWORD],
    ['an empty name', '', PASSWORD],
    ['an empty password', 'anna', ''],
    ['injection characters', "anna' OR '1'='1", PASSWORD],
    ['200 characters', 'anna', 'x'.repeat(200)],
  ])('not %s: the same words, and no sooner than any other refusal', async (_, name, password) => {
    const { reply, took } = await logon(name, password, '127.0.3.1');
    expect(reply).toBe(REFUSED);
    expect(took).toBeGreaterThan(950);
  });

  test('the log says why, for the administrator alone, with mechanism and TLS, never the password', async () => {
    await logon('disabled', PASSWORD, '127.0.3.2');
    const [row] = await gatepost.decisions(1, 'peer=127.0.3.2');
    expect(row).toMatchObject({
      kind: 'logon',
      reason: 'logon-refused',
      rule: 'the account is disabled',
      account: 'disabled',
      mechanism: 'PLAIN',
      tls: expect.stringMatching(/^TLSv1\.3 TLS_/),
    });
    expect(JSON.stringify(row)).not.toContain(PASSWORD);
    expect(gatepost.lines.join('\n')).not.toContain(PASSWORD);
  });
});

describe('a device with a password of its own', () => {
  test('logs on with it, typed with or without its groups, until it is removed; at once', async () => {
    const path = '/api/accounts/hall/app-passwords';
    const { body } = await gatepost.api<MadePassword>('POST', path, { label: 'printer' });
    expect((await logon('hall', body.password)).reply).toBe(ACCEPTED);
    expect((await logon('hall', body.password.replaceAll('-', ''))).reply).toBe(ACCEPTED);
    await gatepost.api('DELETE', `${path}/${body.id}`);
    expect((await logon('hall', body.password)).reply).toBe(REFUSED);
    expect((await logon('hall')).reply).toBe(ACCEPTED);
  });

  test('when it was last used, and its failures, stand beside the account', async () => {
    await logon('hall', 'wrong password', '127.0.3.3');
    await until(async () => ((await account('hall')).failures > 0 ? true : null));
    await logon('hall');
    const used = await until(async () => {
      const found = await account('hall');
      return found.failures === 0 ? found : null;
    });
    expect(Date.parse(used.lastUsed!)).toBeGreaterThan(Date.now() - 60_000);
    expect(used.lastFailure).not.toBeNull();
  });
});

describe('guessing', () => {
  test('after ten failures an address waits, with 454; the owner elsewhere does not', async () => {
    const attempts = await Promise.all(
      Array.from({ length: 10 }, () => logon('anna', 'a wrong guess', '127.0.4.1')),
    );
    expect(attempts.map(({ reply }) => reply)).toEqual(Array<string>(10).fill(REFUSED));
    expect((await logon('anna', PASSWORD, '127.0.4.1')).reply).toMatch(/^454 4\.7\.0 Too many/);
    expect((await logon('anna', PASSWORD, '127.0.4.2')).reply).toBe(ACCEPTED);
    const [row] = await gatepost.decisions(1, 'reason=logon-held');
    expect(row).toMatchObject({ peer: '127.0.4.1', account: 'anna', verdict: 'reject' });
  });
});

describe('the sender must belong to the account, where that is wished', () => {
  async function rcpt(name: string, sender: string): Promise<string> {
    const client = await secure();
    await client.say(plain(name, PASSWORD));
    await client.say(`MAIL FROM:<${sender}>`);
    const reply = await client.say('RCPT TO:<x@remote.test>');
    client.close();
    return reply;
  }

  test('its own name, what it may use besides, and the null sender; nobody else', async () => {
    expect((await secured({ senderBelongs: true })).status).toBe(200);
    const own = 'anna@mail.example.com';
    for (const sender of [own, own.toUpperCase(), 'x@sales.example.com', '']) {
      expect(await rcpt('anna', sender)).toMatch(/^250/);
    }
    expect(await rcpt('berta@example.com', 'berta@example.com')).toMatch(/^250/);
    for (const sender of ['boss@example.com', 'anna@sales.example.com.test', 'berta@example.com']) {
      expect(await rcpt('anna', sender)).toMatch(/^550 5\.7\.1 The sender does not belong/);
    }
    const [row] = await gatepost.decisions(1, 'reason=sender-of-another');
    expect(row).toMatchObject({ decidedBy: 'sender', account: 'anna', mechanism: 'PLAIN' });
    await secured({ senderBelongs: false });
    expect(await rcpt('anna', 'boss@example.com')).toMatch(/^250/);
  });
});

describe('the certificate', () => {
  const shown = async () => {
    const script = ['s_client', '-starttls', 'smtp', '-connect', `127.0.0.1:${gatepost.smtpPort}`];
    const { stdout } = await run('sh', [
      '-c',
      `openssl ${script.join(' ')} </dev/null 2>/dev/null`,
    ]);
    return new X509Certificate(/-----BEGIN[^]*?END CERTIFICATE-----/.exec(stdout)![0]);
  };

  test('a pasted pair is shown from the next handshake on, no session is dropped, its key never comes out', async () => {
    const session = await secure();
    const before = await shown();
    const { cert, key } = await localhostPair();
    const { status, body } = await secured({ certificate: { kind: 'pasted', cert, key } });
    expect(status).toBe(200);
    expect(body.certificate).toMatchObject({ key: { set: true } });
    expect((await shown()).fingerprint).toBe(new X509Certificate(cert).fingerprint);
    expect(await session.say('NOOP')).toMatch(/^250/);
    session.close();
    const { body: state } = await gatepost.api<SecurityState>('GET', '/api/security/state');
    expect(state.certificate).toMatchObject({ names: ['localhost'], selfSigned: true });
    expect(state.certificate.warnings).toContain('It does not name mail.example.com.');
    // What was read goes back as it is, and the key is kept.
    expect((await secured({})).status).toBe(200);
    expect((await shown()).fingerprint).toBe(new X509Certificate(cert).fingerprint);
    await secured({ certificate: { kind: 'self-signed' } });
    expect((await shown()).fingerprint).toBe(before.fingerprint);
  });

  test('a pair that does not fit is refused at its place, and nothing changes', async () => {
    const before = await shown();
    const [one, other] = await Promise.all([localhostPair(), localhostPair()]);
    const pasted = { kind: 'pasted' as const, cert: one.cert, key: other.key };
    const { status, body } = await secured({ certificate: pasted });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('The private key does not belong to the certificate.');
    const none = await secured({
      certificate: { kind: 'files', cert: '/none.pem', key: '/none.pem' },
    });
    expect(none.status).toBe(422);
    expect((await shown()).fingerprint).toBe(before.fingerprint);
  });
});

test('a certificate that has ended is said, and keeps nothing else from being enforced', async () => {
  const folder = temporaryFolder().root;
  const { cert, key } = await localhostPair(new Date('2026-01-01'));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await Promise.all([writeFile(files.cert, cert), writeFile(files.key, key)]);
  const ended = await Gatepost.start({
    environment: { GATEPOST_TLS_CERT: files.cert, GATEPOST_TLS_KEY: files.key },
  });
  try {
    const routes = [{ domain: 'example.com', to: { kind: 'inbound' as const } }];
    const { status, body } = await ended.apply({ routes });
    expect([status, body.enforced.problem]).toEqual([200, undefined]);
    const state = await ended.api<SecurityState>('GET', '/api/security/state');
    expect(state.body.certificate.warnings).toContain('It ended on 2026-01-01.');
    expect(state.body.certificateFrom).toBe('GATEPOST_TLS_CERT');
  } finally {
    await ended.stop();
  }
});

describe('the legacy lane', () => {
  /** What openssl says of a handshake with TLS 1.0 at most. */
  async function oldTls(port: number, from: string): Promise<string> {
    const options = '-tls1 -cipher DEFAULT@SECLEVEL=0 -starttls smtp';
    const command = `openssl s_client ${options} -bind ${from} -connect 127.0.0.1:${port} </dev/null 2>&1`;
    return (await run('sh', ['-c', command]).catch((error: { stdout: string }) => error)).stdout;
  }

  test('takes TLS 1.0 from named addresses only, until its end; the other listeners do not', async () => {
    const port = await freePort();
    const lane = {
      listen: `127.0.0.1:${port}`,
      networks: [{ network: '127.0.5.0/24' }],
      until: new Date(Date.now() + 3_600_000).toISOString(),
      plainLogons: true,
    };
    expect((await secured({ legacy: lane })).status).toBe(200);
    expect(await oldTls(port, '127.0.5.1')).toMatch(/Protocol *: TLSv1$|New, TLSv1\.0/m);
    expect(await oldTls(gatepost.smtpPort, '127.0.5.1')).not.toMatch(
      /New, TLSv1\.0, Cipher is [A-Z]/,
    );
    await expect(SmtpClient.open({ port, localAddress: '127.0.6.1' })).rejects.toThrow('554 5.7.1');
    const client = await SmtpClient.open({ port, localAddress: '127.0.5.1' });
    expect(await client.say('EHLO printer')).toMatch(/^250[- ]AUTH PLAIN LOGIN$/m);
    expect(await client.say(plain('hall', PASSWORD))).toBe(ACCEPTED);
    // In the middle of a message: no setting waits for it.
    await client.say('MAIL FROM:<s@sender.test>');
    await client.say('RCPT TO:<user@example.com>');
    await client.say('DATA');
    const { body: state } = await gatepost.api<SecurityState>('GET', '/api/security/state');
    expect(state.listeners.at(-1)).toMatchObject({ kind: 'legacy', tls: 'TLS 1.0 and later' });
    const soon = new Date(Date.now() + 1500).toISOString();
    expect((await secured({ legacy: { ...lane, until: soon } })).status).toBe(200);
    expect(await client.say('Subject: x\r\n\r\nx\r\n.')).toMatch(/^250 2\.0\.0/);
    client.close();
    await until(() =>
      SmtpClient.open({ port, localAddress: '127.0.5.1' }).then(
        () => null,
        () => true,
      ),
    );
    await secured({ legacy: null });
  });
});

test('a logon is tried from the console, and says what came of it', async () => {
  const path = '/api/security/test-logon';
  const good = await gatepost.api('POST', path, { username: 'anna', password: PASSWORD });
  expect(good.body).toMatchObject({
    result: 'accepted',
    text: 'Accepted as anna.',
    account: 'anna',
  });
  const bad = await gatepost.api('POST', path, { username: 'anna', password: 'wrong' });
  expect(bad.body).toMatchObject({ result: 'refused', text: 'Wrong password.', account: null });
});
