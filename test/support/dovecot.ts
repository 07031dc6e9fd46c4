/**
 * Debian's Dovecot as the mail store behind us: LMTP on a port and on a Unix socket, IMAP; and as a
 * store of accounts: its auth-client service on a socket and on a port, IMAP and POP3 with TLS.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { localhostPair } from './localhost-pair.js';
import { pauseProcess, wakeProcess } from './pause-process.js';
import { until } from './until.js';

const run = promisify(execFile);

/** Dovecot needs root to start its processes under other users. */
export function hasDovecot(): boolean {
  try {
    execFileSync('dovecot', ['--version'], { stdio: 'ignore' });
    return process.getuid?.() === 0 && existsSync('/usr/lib/dovecot/pop3');
  } catch {
    return false;
  }
}

/** Accounts that have a password of their own; at this domain there are no others. */
export const DOVECOT_DOMAIN = 'accounts.test';
export const DOVECOT_ACCOUNTS: Readonly<Record<string, string>> = {
  anna: 'Correct horse',
  jörg: 'Grüße, Jörg',
  long: 'x'.repeat(200),
};

interface Ports {
  readonly lmtp: number;
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
  readonly pop3s: number;
  readonly auth: number;
}

/** Everybody has a mailbox, but `unknown@example.com`. `disabled@accounts.test` may not log on. */
export class Dovecot {
  readonly folder: string;
  readonly ports: Ports;
  /** Of localhost; its own authority. */
  readonly certificate: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, ports: Ports, certificate: string, child: ChildProcess) {
    this.folder = folder;
    this.ports = ports;
    this.certificate = certificate;
    this.#process = child;
  }

  static async start(): Promise<Dovecot> {
    const folder = await mkdtemp(join(tmpdir(), 'dovecot-'));
    const ports = {
      lmtp: await freePort(),
      imap: await freePort(),
      imaps: await freePort(),
      pop3: await freePort(),
      pop3s: await freePort(),
      auth: await freePort(),
    };
    for (const name of ['mail', 'home']) {
      await mkdir(join(folder, name));
      await chmod(join(folder, name), 0o777);
    }
    await chmod(folder, 0o755);
    const pair = await localhostPair();
    await writeFile(join(folder, 'key.pem'), pair.key);
    await writeFile(join(folder, 'cert.pem'), pair.cert);
    await writeFile(join(folder, 'unknown'), `unknown@example.com:\ndisabled@${DOVECOT_DOMAIN}:\n`);
    const accounts = Object.entries(DOVECOT_ACCOUNTS).map(
      ([user, password]) => `${user}@${DOVECOT_DOMAIN}:{PLAIN}${password}\n`,
    );
    await writeFile(join(folder, 'accounts'), accounts.join(''));
    const config = join(folder, 'dovecot.conf');
    await writeFile(config, configuration(folder, ports));
    const child = spawn('dovecot', ['-F', '-c', config], { stdio: 'ignore' });
    const dovecot = new Dovecot(folder, ports, pair.cert, child);
    await until(
      async () => (await dovecot.mailboxes('nobody@example.com').catch(() => null)) && true,
    );
    return dovecot;
  }

  get lmtpPort(): number {
    return this.ports.lmtp;
  }

  get imapPort(): number {
    return this.ports.imap;
  }

  get authSocket(): string {
    return join(this.folder, 'run/auth-client');
  }

  /** Ends the process that judges logons; Dovecot starts another when it is asked. */
  async endAuthProcess(): Promise<void> {
    process.kill(await this.#authProcess(), 'SIGKILL');
  }

  /** The process that judges logons answers nothing until it is woken. */
  async pauseAuthProcess(): Promise<void> {
    await pauseProcess(await this.#authProcess());
  }

  async wakeAuthProcess(): Promise<void> {
    wakeProcess(await this.#authProcess());
  }

  get lmtpSocket(): string {
    return join(this.folder, 'run/lmtp');
  }

  /** The messages of a user as IMAP gives them, headers and bodies. */
  async mailboxes(user: string, password = 'secret'): Promise<string[]> {
    const script = `
import imaplib, json, base64
m = imaplib.IMAP4('127.0.0.1', ${this.imapPort})
m.login(${JSON.stringify(user)}, ${JSON.stringify(password)})
m.select('INBOX')
ids = m.search(None, 'ALL')[1][0].split()
print(json.dumps([base64.b64encode(m.fetch(i, '(BODY.PEEK[])')[1][0][1]).decode() for i in ids]))`;
    const { stdout } = await run('python3', ['-c', script]);
    return (JSON.parse(stdout) as string[]).map((text) =>
      Buffer.from(text, 'base64').toString('latin1'),
    );
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  async #authProcess(): Promise<number> {
    const { stdout } = await run('pgrep', ['-P', String(this.#process.pid), '-x', 'auth']);
    return Number(stdout.trim().split('\n')[0]);
  }
}

function configuration(folder: string, ports: Ports): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = lmtp imap pop3
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail/%u
first_valid_uid = 1
mail_uid = nobody
mail_gid = nogroup
auth_mechanisms = plain
auth_username_chars =
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = ${folder}/unknown
  deny = yes
}
passdb {
  driver = passwd-file
  args = ${folder}/accounts
}
passdb {
  driver = static
  username_filter = !*@${DOVECOT_DOMAIN}
  args = password=secret
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${folder}/home/%u
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
  unix_listener lmtp {
    mode = 0666
  }
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${ports.imap}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    address = 127.0.0.1
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    address = 127.0.0.1
    port = ${ports.pop3s}
    ssl = yes
  }
}
# No wait after wrong passwords: all tests come from one address.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
  inet_listener {
    address = 127.0.0.1
    port = ${ports.auth}
  }
}
`;
}
