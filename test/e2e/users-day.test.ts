/**
 * A whole user's day at a mail host: mail comes in through Gatepost to Dovecot, the user reads it by IMAP
 * and by POP3, and answers through the submission port with the same logon.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SecurityInput } from '../../shared/api/security.js';
import { Dovecot, DOVECOT_ACCOUNTS, DOVECOT_DOMAIN, hasDovecot } from '../support/dovecot.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const USER = `anna@${DOVECOT_DOMAIN}`;
const PASSWORD = DOVECOT_ACCOUNTS['anna']!;

describe.runIf(hasDovecot())("a user's day", () => {
  let gatepost: Gatepost;
  let dovecot: Dovecot;
  let outward: SmtpSink;
  let submission: number;
  let smtps: number;

  beforeAll(async () => {
    [submission, smtps] = [await freePort(), await freePort()];
    [dovecot, outward, gatepost] = await Promise.all([
      Dovecot.start(),
      new SmtpSink().start(),
      Gatepost.start({
        environment: {
          GATEPOST_SMTP: '127.0.0.1:0',
          GATEPOST_SUBMISSION: `127.0.0.1:${submission}`,
          GATEPOST_SMTPS: `127.0.0.1:${smtps}`,
        },
      }),
    ]);
    await gatepost.deliver({
      inbound: { kind: 'lmtp', host: '127.0.0.1', port: dovecot.ports.lmtp },
      outbound: { kind: 'smarthost', host: '127.0.0.1', port: outward.port },
    });
    await gatepost.apply({
      routes: [{ domain: DOVECOT_DOMAIN, to: { kind: 'inbound' } }],
      restrictions: {
        authenticated: true,
        addresses: { enabled: false, entries: [] },
        internalAddresses: { enabled: false, entries: [] },
        never: { entries: [{ network: '127.0.9.0/24' }] },
      },
    });
    await useStoreAt(dovecot.ports.auth);
  });
  afterAll(async () => {
    await Promise.all([gatepost?.stop(), outward?.stop(), dovecot?.stop()]);
  });

  /** Logons are judged by what answers at this port, by Dovecot's protocol. */
  async function useStoreAt(port: number): Promise<void> {
    const { etag, body } = await gatepost.api<SecurityInput>('GET', '/api/security');
    const at = { host: '127.0.0.1', port };
    const stores = [{ kind: 'dovecot' as const, name: 'the mail store', at }];
    const wanted = { ...body, stores, senderBelongs: true };
    const { status } = await gatepost.api('PUT', '/api/security', wanted, { 'if-match': etag });
    expect(status).toBe(200);
  }

  /** Sends with swaks; what it printed. */
  async function swaks(args: readonly string[], from = '127.0.0.1'): Promise<string> {
    const all = ['--server', '127.0.0.1', '--local-interface', from, ...args];
    const { stdout } = await run('swaks', all).catch((error: { stdout: string }) => error);
    return stdout;
  }

  const logon = (password = PASSWORD, user = USER) => ['--au', user, '--ap', password];
  const answer = ['--from', USER, '--to', 'friend@remote.test', '--body', 'thank you'];

  test('in the morning mail from outside is in the mailbox, by IMAP and by POP3', async () => {
    const client = await SmtpClient.open({ port: gatepost.smtpPort });
    const replies = await client.message(
      'friend@remote.test',
      [USER],
      'Subject: hello\r\n\r\nhi\r\n',
    );
    client.close();
    expect(replies.at(-1)).toMatch(/^250/);
    const [mail] = await until(async () => {
      const found = await dovecot.mailboxes(USER, PASSWORD);
      return found.length > 0 ? found : null;
    });
    expect(mail).toContain('Subject: hello');
    const script = `
import poplib
p = poplib.POP3('127.0.0.1', ${dovecot.ports.pop3})
p.user('${USER}'); p.pass_('${PASSWORD}')
print(b'\\n'.join(p.retr(1)[1]).decode())`;
    expect((await run('python3', ['-c', script])).stdout).toContain('Subject: hello');
  });

  test('the answer goes out through port 587 with the same logon, and arrives', async () => {
    const said = await swaks(['--port', String(submission), '--tls', ...logon(), ...answer]);
    expect(said).toMatch(/235 2\.7\.0/);
    expect(said).toMatch(/250 2\.0\.0 .*queued as/);
    await gatepost.queueEmpty();
    expect(outward.messages.at(-1)).toMatchObject({
      sender: USER,
      recipients: ['friend@remote.test'],
    });
    const [row] = await gatepost.decisions(1, 'recipient=friend@remote.test');
    expect(row).toMatchObject({ account: USER, reason: 'authenticated', verdict: 'relay' });
  });

  test('and through port 465, by curl', async () => {
    const { stderr } = await run('sh', [
      '-c',
      `printf 'Subject: by curl\\r\\n\\r\\nhi\\r\\n' | curl -sv -k smtps://127.0.0.1:${smtps} --user '${USER}:${PASSWORD}' ` +
        `--mail-from ${USER} --mail-rcpt friend@remote.test --upload-file -`,
    ]);
    expect(stderr).toMatch(/< 250 2\.0\.0 .*queued as/);
  });

  test('without TLS, without a logon, or with a wrong password port 587 takes nothing', async () => {
    const port = ['--port', String(submission)];
    expect(await swaks([...port, ...answer])).toMatch(/530 5\.7\.0/);
    expect(await swaks([...port, '--tls', ...answer])).toMatch(/530 5\.7\.0/);
    expect(await swaks([...port, '--tls', ...logon('wrong'), ...answer])).toMatch(/535 5\.7\.8/);
  });

  test('nobody sends under the name of a colleague', async () => {
    const args = ['--port', String(submission), '--tls', ...logon(), '--to', 'friend@remote.test'];
    expect(await swaks([...args, '--from', `boss@${DOVECOT_DOMAIN}`])).toMatch(
      /550 5\.7\.1 The sender/,
    );
  });

  test('at a listed address the never-list stops the user, logon or not', async () => {
    const args = ['--port', String(submission), '--tls', ...logon(), ...answer];
    const said = await swaks(args, '127.0.9.1');
    expect(said).toMatch(/235 2\.7\.0/);
    expect(said).toMatch(/550 5\.7\.1 Relaying denied.*can never relay/);
  });

  test('while the mail store is down a logon is put off, not refused', async () => {
    await useStoreAt(await freePort());
    const said = await swaks(['--port', String(submission), '--tls', ...logon(), ...answer]);
    expect(said).toMatch(/454 4\.7\.0/);
    const [row] = await gatepost.decisions(1, 'reason=logon-unavailable');
    expect(row).toMatchObject({ account: USER, rule: expect.stringMatching(/^the mail store: /) });
  });
});
