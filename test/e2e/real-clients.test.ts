/** swaks and Python's smtplib as peers, real mail stores as next hops. */
import { execFile, execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RulesInput } from '../../shared/rules/schema.js';
import { Dovecot, hasDovecot } from '../support/dovecot.js';
import { Gatepost } from '../support/gatepost.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const run = promisify(execFile);
const OUTSIDE = '127.0.0.1';
const INSIDE = '127.0.0.2';

let gatepost: Gatepost;
let outward: SmtpSink;
let host: SmtpSink;
/** Port by local address. */
const ports: Record<string, number> = {};

beforeAll(async () => {
  outward = await new SmtpSink().start();
  host = await new SmtpSink().start();
  gatepost = await Gatepost.start({
    environment: { GATEPOST_SMTP: `${OUTSIDE}:0,${INSIDE}:0` },
  });
  const { relay } = await gatepost.status();
  for (const { address } of relay!.listeners) {
    const [ip, port] = address.split(':') as [string, string];
    ports[ip] = Number(port);
  }
  await gatepost.deliver({
    outbound: { kind: 'smarthost', host: '127.0.0.1', port: outward.port },
  });
  await gatepost.api('POST', '/api/accounts', { name: 'anna', password: 'a long password' });
  expect((await gatepost.apply(rules())).status).toBe(200);
});
afterAll(async () => {
  await gatepost?.stop();
  await outward?.stop();
  await host?.stop();
});

function rules(): Partial<RulesInput> {
  return {
    routes: [
      { domain: 'example.com', to: { kind: 'inbound' } },
      { domain: '#old.test', to: { kind: 'domain', domain: 'example.com' } },
      { domain: 'host.test', to: { kind: 'host', host: '127.0.0.1', port: host.port } },
      { domain: 'backup.test', to: { kind: 'destination' }, alwaysRelay: true },
    ],
    restrictions: {
      authenticated: true,
      addresses: { enabled: true, entries: [{ network: 'IP=127.0.1.0, MASK=255.255.255.0' }] },
      internalAddresses: { enabled: true, entries: [{ address: INSIDE }] },
      never: { entries: [{ network: '127.0.1.66' }, { network: '127.0.9.0/24' }] },
    },
  };
}

interface Attempt {
  readonly from: string;
  readonly to: string;
  readonly at?: string;
  readonly account?: string;
}

/** Sends with smtplib; the reply code of the recipient, 250 when the message was taken. */
async function smtplib({ from, to, at = OUTSIDE, account }: Attempt): Promise<number> {
  const script = `
import smtplib, ssl, sys
s = smtplib.SMTP('${at}', ${ports[at]}, source_address=('${from}', 0))
s.ehlo('peer.test')
${account ? `s.starttls(context=ssl._create_unverified_context()); s.login('${account}', 'a long password')` : ''}
try:
    s.sendmail('sender@sender.test', ['${to}'], 'Subject: smtplib\\r\\n\\r\\nfrom ${from}\\r\\n')
    print(250)
except smtplib.SMTPRecipientsRefused as e:
    print(e.recipients['${to}'][0])
s.quit()`;
  return Number((await run('python3', ['-c', script])).stdout);
}

/** Asks with swaks, up to RCPT; the reply code. */
async function swaks({ from, to, at = OUTSIDE, account }: Attempt): Promise<number> {
  const logon = account
    ? ['--tls', '--auth', 'LOGIN', '--au', account, '--ap', 'a long password']
    : [];
  const args = ['--server', at, '--port', String(ports[at]), '--local-interface', from, '--to', to];
  const all = [...args, ...logon, '--from', 'sender@sender.test', '--quit-after', 'RCPT'];
  const { stdout } = await run('swaks', all).catch((error: { stdout: string }) => error);
  return Number(/RCPT TO.*\n<[-~*<]* +(\d{3})/.exec(stdout)?.[1]);
}

/** With Net::SSLeay, without which it cannot log on. */
function hasSwaks(): boolean {
  try {
    execFileSync('swaks', ['--version'], { stdio: 'ignore' });
    execFileSync('perl', ['-MNet::SSLeay', '-e', '1'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const CASES: readonly (readonly [string, Attempt, number])[] = [
  ['a stranger sends to our domain', { from: '127.0.5.1', to: 'user@example.com' }, 250],
  ['a stranger sends anywhere else', { from: '127.0.5.1', to: 'user@remote.test' }, 550],
  ['a printer with a listed address', { from: '127.0.1.9', to: 'user@remote.test' }, 250],
  ['a user who logs on', { from: '127.0.5.1', to: 'user@remote.test', account: 'anna' }, 250],
  [
    'a peer at the internal address',
    { from: '127.0.5.1', to: 'user@remote.test', at: INSIDE },
    250,
  ],
  ['never beats the listed address', { from: '127.0.1.66', to: 'user@remote.test' }, 550],
  ['never beats a logon', { from: '127.0.9.1', to: 'user@remote.test', account: 'anna' }, 550],
  [
    'never beats the internal address',
    { from: '127.0.9.1', to: 'user@remote.test', at: INSIDE },
    550,
  ],
  ['never beats override', { from: '127.0.9.1', to: 'user@backup.test' }, 550],
  ['never leaves our own mail alone', { from: '127.0.9.1', to: 'user@example.com' }, 250],
  ['override relays for everyone', { from: '127.0.5.1', to: 'user@backup.test' }, 250],
  ['override covers names below', { from: '127.0.5.1', to: 'user@sub.backup.test' }, 250],
  ['a rewritten domain that is ours', { from: '127.0.5.1', to: 'user@old.test' }, 250],
  ['# does not cover names below', { from: '127.0.5.1', to: 'user@sub.old.test' }, 550],
  ['a forwarding row needs a permit', { from: '127.0.5.1', to: 'user@host.test' }, 550],
  ['a forwarding row with a permit', { from: '127.0.1.9', to: 'user@host.test' }, 250],
];

describe('smtplib', () => {
  test.each(CASES)('%s: %o is answered %i', async (_, attempt, code) => {
    expect(await smtplib(attempt)).toBe(code);
  });
});

describe.runIf(hasSwaks())('swaks', () => {
  test.each(CASES)('%s: %o is answered %i', async (_, attempt, code) => {
    expect(await swaks(attempt)).toBe(code);
  });
});

test('what was accepted arrived where the rules say, with exactly the recipients they allowed', async () => {
  await gatepost.queueEmpty();
  const arrived = (sink: SmtpSink) =>
    sink.messages.flatMap(({ recipients }) => recipients).toSorted();
  expect(arrived(outward)).toEqual([
    'user@backup.test',
    'user@remote.test',
    'user@remote.test',
    'user@remote.test',
    'user@sub.backup.test',
  ]);
  expect(arrived(host)).toEqual(['user@host.test']);
  const maildir = join(gatepost.data, 'maildir/user@example.com/new');
  expect(await readdir(maildir)).toHaveLength(3);
});

describe('byte for byte but for the Received field', () => {
  const text =
    'Subject: exact\r\nX-Odd:  two  blanks \r\n\r\n.dot\r\n..two\r\n\ttab \u00e9\r\n\r\n' +
    'x'.repeat(900) +
    '\r\n';

  async function send(to: string): Promise<void> {
    const stuffed = Buffer.from(text, 'latin1').toString('base64');
    const script = `
import smtplib, base64
s = smtplib.SMTP('${OUTSIDE}', ${ports[OUTSIDE]}, source_address=('127.0.1.9', 0))
s.sendmail('sender@sender.test', ['${to}'], base64.b64decode('${stuffed}'), mail_options=['BODY=8BITMIME'])
s.quit()`;
    await run('python3', ['-c', script]);
    await gatepost.queueEmpty();
  }
  /** Without the trace fields that servers put in front: ours, and those of the store behind us. */
  const behind = (mail: string) => mail.slice(mail.indexOf('Subject: exact'));

  test('at a receiving SMTP server', async () => {
    await send('exact@remote.test');
    const mail = outward.messages.at(-1)!.content.toString('latin1');
    expect(behind(mail)).toBe(text);
    expect(mail.slice(0, mail.indexOf('Subject:'))).toMatch(/^Received: (?:.*\r\n[\t ]){2}.*\r\n$/);
  });

  test('in a Maildir of the data folder', async () => {
    await send('exact@example.com');
    const folder = join(gatepost.data, 'maildir/exact@example.com/new');
    const [name] = await readdir(folder);
    expect(behind(await readFile(join(folder, name!), 'latin1'))).toBe(text);
  });

  describe.runIf(hasDovecot())("at Debian's Dovecot by LMTP", () => {
    let dovecot: Dovecot;
    beforeAll(async () => {
      dovecot = await Dovecot.start();
    });
    afterAll(() => dovecot?.stop());

    test.each(['port', 'socket'])('over its %s', async (by) => {
      const address = `${by}@example.com`;
      const inbound =
        by === 'port'
          ? ({ kind: 'lmtp', host: '127.0.0.1', port: dovecot.lmtpPort } as const)
          : ({ kind: 'lmtp', socket: dovecot.lmtpSocket } as const);
      expect((await gatepost.deliver({ inbound })).status).toBe(200);
      await send(address);
      const [mail] = await until(async () => {
        const mails = await dovecot.mailboxes(address);
        return mails.length > 0 ? mails : null;
      });
      expect(behind(mail!)).toBe(text);
    });
  });
});

test('in mode "Do not reroute" nobody relays, and our own mail still comes in', async () => {
  await gatepost.apply({ ...rules(), reroute: false });
  expect(await smtplib({ from: '127.0.1.9', to: 'user@remote.test' })).toBe(550);
  expect(await smtplib({ from: '127.0.5.1', to: 'user@remote.test', account: 'anna' })).toBe(550);
  expect(await smtplib({ from: '127.0.5.1', to: 'user@backup.test' })).toBe(550);
  expect(await smtplib({ from: '127.0.5.1', to: 'user@example.com' })).toBe(250);
});
