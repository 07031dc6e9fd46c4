/** swaks, Python's smtplib and curl log on with what Debian's Dovecot and slapd judge. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SecurityInput } from '../../shared/api/security.js';
import { Dovecot, DOVECOT_ACCOUNTS, hasDovecot } from '../support/dovecot.js';
import { freePort } from '../support/free-port.js';
import { Gatepost } from '../support/gatepost.js';
import { hasSlapd, Slapd, SLAPD_BASE, SLAPD_PEOPLE, SLAPD_READER } from '../support/slapd.js';

const run = promisify(execFile);
type Store = NonNullable<SecurityInput['stores']>[number];

const PASSWORD = DOVECOT_ACCOUNTS['anna']!;
const STORES = [
  "Dovecot's auth service",
  'IMAP',
  'POP3',
  'LDAP by template over ldaps',
  'LDAP by search over StartTLS',
] as const;

describe.runIf(hasDovecot() && hasSlapd())(
  'real clients log on with what real stores judge',
  () => {
    let gatepost: Gatepost;
    let dovecot: Dovecot;
    let slapd: Slapd;
    let submission: number;
    let smtps: number;
    let peers = 0;

    beforeAll(async () => {
      [submission, smtps] = [await freePort(), await freePort()];
      [dovecot, slapd, gatepost] = await Promise.all([
        Dovecot.start(),
        Slapd.start(),
        Gatepost.start({
          environment: {
            GATEPOST_SMTP: '127.0.0.1:0',
            GATEPOST_SUBMISSION: `127.0.0.1:${submission}`,
            GATEPOST_SMTPS: `127.0.0.1:${smtps}`,
          },
        }),
      ]);
      await gatepost.apply({
        restrictions: {
          authenticated: true,
          addresses: { enabled: false, entries: [] },
          internalAddresses: { enabled: false, entries: [] },
          never: { entries: [] },
        },
      });
    });
    afterAll(async () => {
      await Promise.all([gatepost?.stop(), dovecot?.stop(), slapd?.stop()]);
    });

    function storeOf(name: (typeof STORES)[number]): Store {
      const domains = ['accounts.test'];
      const at = { host: 'localhost', ca: dovecot.certificate, nameForm: 'user-at-domain' };
      const directory = { host: 'localhost', ca: slapd.certificate };
      switch (name) {
        case "Dovecot's auth service":
          return { kind: 'dovecot', name, domains, at: { socket: dovecot.authSocket } };
        case 'IMAP':
          return { kind: 'imap', name, domains, ...at, port: dovecot.ports.imaps, tls: 'implicit' };
        case 'POP3':
          return { kind: 'pop3', name, domains, ...at, port: dovecot.ports.pop3, tls: 'starttls' };
        case 'LDAP by template over ldaps': {
          const template = `uid={user},${SLAPD_PEOPLE}`;
          const bind = { how: 'template' as const, template };
          const { ldapsPort: port } = slapd;
          return { kind: 'ldap', name, domains, ...directory, port, tls: 'ldaps', bind };
        }
        case 'LDAP by search over StartTLS': {
          const bind = { how: 'search' as const, ...SLAPD_READER, base: SLAPD_BASE };
          const { ldapPort: port } = slapd;
          return { kind: 'ldap', name, domains, ...directory, port, tls: 'starttls', bind };
        }
      }
    }

    async function use(stores: readonly Store[]): Promise<void> {
      const { etag, body } = await gatepost.api<SecurityInput>('GET', '/api/security');
      const wanted = { ...body, stores, cacheFor: 0 };
      const { status } = await gatepost.api('PUT', '/api/security', wanted, { 'if-match': etag });
      expect(status).toBe(200);
    }

    /** Each attempt from an address of its own: guesses are held up by address. */
    const nextPeer = () => `127.0.11.${(peers += 1)}`;

    /** The code of the logon's last reply. */
    async function swaks(user: string, password: string): Promise<string> {
      const args = ['--server', '127.0.0.1', '--port', String(submission), '--tls'];
      const who = [
        '--auth',
        'PLAIN',
        '--au',
        user,
        '--ap',
        password,
        '--local-interface',
        nextPeer(),
      ];
      const all = [
        ...args,
        ...who,
        '--from',
        user,
        '--to',
        'x@remote.test',
        '--quit-after',
        'AUTH',
      ];
      const { stdout } = await run('swaks', all).catch((error: { stdout: string }) => error);
      return /~> AUTH PLAIN \S+\n<~[*~ ]+(\d{3})/.exec(stdout)?.[1] ?? stdout;
    }

    async function smtplib(user: string, password: string): Promise<string> {
      const script = `
import smtplib, ssl, sys
s = smtplib.SMTP_SSL('127.0.0.1', ${smtps}, context=ssl._create_unverified_context(), source_address=('${nextPeer()}', 0))
s.ehlo('peer.test')
try:
    print(s.login(sys.argv[1], sys.argv[2])[0])
except smtplib.SMTPAuthenticationError as e:
    print(e.smtp_code)`;
      return (await run('python3', ['-c', script, user, password])).stdout.trim();
    }

    /** curl's exit code: 0, or 67 when the logon was refused. */
    async function curl(user: string, password: string): Promise<number> {
      const url = ['-sk', `smtps://127.0.0.1:${smtps}`, '--interface', nextPeer()];
      const args = [...url, '--user', `${user}:${password}`, '-X', 'NOOP'];
      return await run('curl', args).then(
        () => 0,
        (error: { code: number }) => error.code,
      );
    }

    describe.each(STORES)('%s', (name) => {
      beforeAll(() => use([storeOf(name)]));

      test('the right password, by all three, and in both forms of the name', async () => {
        expect(await swaks('anna@accounts.test', PASSWORD)).toBe('235');
        expect(await swaks('ACCOUNTS.TEST\\anna', PASSWORD)).toBe('235');
        expect(await smtplib('anna@accounts.test', PASSWORD)).toBe('235');
        expect(await curl('anna@accounts.test', PASSWORD)).toBe(0);
      });

      test('a name that is not ASCII, and a password of 200 characters', async () => {
        expect(await swaks('j\u00f6rg@accounts.test', DOVECOT_ACCOUNTS['j\u00f6rg']!)).toBe('235');
        expect(await smtplib('long@accounts.test', 'x'.repeat(200))).toBe('235');
      });

      test('a wrong password, an unknown, a disabled and a crafted name', async () => {
        const codes = await Promise.all([
          swaks('anna@accounts.test', 'wrong'),
          swaks('nobody-here@accounts.test', PASSWORD),
          swaks('disabled@accounts.test', PASSWORD),
          swaks('*)(uid=*@accounts.test', PASSWORD),
          smtplib('anna@accounts.test', 'wrong'),
        ]);
        expect(codes).toEqual(Array<string>(5).fill('535'));
        expect(await curl('anna@accounts.test', 'wrong')).toBe(67);
      });
    });

    test('a store that is down puts logons off', async () => {
      await use([{ ...storeOf('IMAP'), port: await freePort() } as Store]);
      expect(await swaks('anna@accounts.test', PASSWORD)).toBe('454');
      expect(await smtplib('anna@accounts.test', PASSWORD)).toBe('454');
    });
  },
);
