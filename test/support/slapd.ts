/** Debian's slapd as a directory of accounts: an instance of its own, with StartTLS and ldaps. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { localhostPair } from './localhost-pair.js';
import { pauseProcess, wakeProcess } from './pause-process.js';
import { until } from './until.js';

const SLAPD = '/usr/sbin/slapd';

export function hasSlapd(): boolean {
  return existsSync(SLAPD);
}

export const SLAPD_BASE = 'dc=accounts,dc=test';
export const SLAPD_PEOPLE = `ou=people,${SLAPD_BASE}`;
/** May search; nobody else may but those who have logged on. */
export const SLAPD_READER = { account: `cn=reader,${SLAPD_BASE}`, password: 'reads only' };
/** By uid; the address is `uid@accounts.test`. */
export const SLAPD_ACCOUNTS: Readonly<Record<string, string>> = {
  anna: 'Correct horse',
  jörg: 'Grüße, Jörg',
  long: 'x'.repeat(200),
  'back\\slash, "and" more': 'odd name',
  disabled: 'Correct horse',
  'twin-1': 'Correct horse',
  'twin-2': 'Correct horse',
};

export class Slapd {
  readonly ldapPort: number;
  readonly ldapsPort: number;
  /** Of localhost; its own authority. */
  readonly certificate: string;
  readonly #folder: string;
  #process: ChildProcess;

  private constructor(folder: string, ports: [number, number], certificate: string) {
    [this.ldapPort, this.ldapsPort] = ports;
    this.certificate = certificate;
    this.#folder = folder;
    this.#process = this.#spawn();
  }

  static async start(): Promise<Slapd> {
    const folder = await mkdtemp(join(tmpdir(), 'slapd-'));
    await mkdir(join(folder, 'data'));
    const pair = await localhostPair();
    await writeFile(join(folder, 'key.pem'), pair.key);
    await writeFile(join(folder, 'cert.pem'), pair.cert);
    await writeFile(join(folder, 'slapd.conf'), configuration(folder));
    await writeFile(join(folder, 'first.ldif'), firstEntries());
    await promisify(execFile)('/usr/sbin/slapadd', [
      '-f',
      join(folder, 'slapd.conf'),
      '-l',
      join(folder, 'first.ldif'),
    ]);
    const slapd = new Slapd(folder, [await freePort(), await freePort()], pair.cert);
    await slapd.#answers();
    return slapd;
  }

  /** Answers nothing until it is woken. */
  async pause(): Promise<void> {
    await pauseProcess(this.#process.pid!);
  }

  wake(): void {
    wakeProcess(this.#process.pid!);
  }

  /** Ends it; `restart` starts it on the same ports. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }

  async restart(): Promise<void> {
    this.#process = this.#spawn();
    await this.#answers();
  }

  async stop(): Promise<void> {
    await this.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #spawn(): ChildProcess {
    const urls = `ldap://127.0.0.1:${this.ldapPort} ldaps://127.0.0.1:${this.ldapsPort}`;
    // -d keeps it in the foreground.
    const options = ['-d', '0', '-h', urls, '-f', join(this.#folder, 'slapd.conf')];
    return spawn(SLAPD, options, { stdio: 'ignore' });
  }

  async #answers(): Promise<void> {
    for (const port of [this.ldapPort, this.ldapsPort]) await until(() => isOpen(port));
  }
}

function isOpen(port: number): Promise<true | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('connect', () => socket.destroy());
    socket.once('error', () => resolve(null));
  });
}

function configuration(folder: string): string {
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
database mdb
suffix "${SLAPD_BASE}"
directory ${folder}/data
overlay ppolicy
ppolicy_default "cn=policy,${SLAPD_BASE}"
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
`;
}

/** Values in base64 (RFC 2849): names are not ASCII alone. */
function firstEntries(): string {
  const line = (key: string, value: string) =>
    `${key}:: ${Buffer.from(value).toString('base64')}\n`;
  const people = Object.entries(SLAPD_ACCOUNTS).map(([uid, password]) => {
    const rdn = uid.replace(/[\\",+<>;=]/g, (character) => `\\${character}`);
    return [
      line('dn', `uid=${rdn},${SLAPD_PEOPLE}`),
      'objectClass: inetOrgPerson\n',
      line('uid', uid),
      line('cn', uid),
      line('sn', uid.startsWith('twin') ? 'twin' : uid),
      /^[\x21-\x7e]+$/.test(uid) ? `mail: ${uid}@accounts.test\n` : '',
      line('userPassword', password),
      uid === 'disabled' ? 'pwdAccountLockedTime: 000001010000Z\n' : '',
    ].join('');
  });
  return [
    `dn: ${SLAPD_BASE}\nobjectClass: dcObject\nobjectClass: organization\no: accounts\ndc: accounts\n`,
    `dn: ${SLAPD_PEOPLE}\nobjectClass: organizationalUnit\nou: people\n`,
    `dn: ${SLAPD_READER.account}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: ${SLAPD_READER.password}\n`,
    // Accounts that are locked stay so only where a policy locks.
    `dn: cn=policy,${SLAPD_BASE}\nobjectClass: organizationalRole\nobjectClass: pwdPolicy\ncn: policy\npwdAttribute: userPassword\npwdLockout: TRUE\n`,
    ...people,
  ].join('\n');
}
