/** Debian's Postfix as a server behind us: SMTP with STARTTLS and DSN, one Maildir for all. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { localhostPair } from './localhost-pair.js';
import { SmtpClient } from './smtp-client.js';
import { until } from './until.js';

const POSTFIX = '/usr/sbin/postfix';
const NOBODY = 65534;

/** Postfix needs root to start its processes under other users. */
export function hasPostfix(): boolean {
  try {
    execFileSync('/usr/sbin/postconf', ['-d', 'mail_version'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}

/** Everybody at postfix.test has a mailbox, but `gone@` (550) and `busy@` (450). */
export class Postfix {
  readonly folder: string;
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(folder: string, port: number, process: ChildProcess) {
    this.folder = folder;
    this.port = port;
    this.#process = process;
  }

  static async start(): Promise<Postfix> {
    const folder = await mkdtemp(join(tmpdir(), 'postfix-'));
    const port = await freePort();
    for (const name of ['etc', 'spool', 'data', 'mail']) await mkdir(join(folder, name));
    await chown(join(folder, 'mail'), NOBODY, NOBODY);
    await chmod(folder, 0o755);
    execFileSync('chown', ['postfix', join(folder, 'data')]);
    const { key, cert } = await localhostPair();
    await writeFile(join(folder, 'etc/pair.pem'), key + cert, { mode: 0o600 });
    await writeFile(join(folder, 'etc/main.cf'), mainCf(folder));
    await writeFile(join(folder, 'etc/master.cf'), masterCf(port));
    const command = ['-c', join(folder, 'etc'), 'start-fg'];
    const master = spawn(POSTFIX, command, { stdio: 'ignore' });
    const postfix = new Postfix(folder, port, master);
    await until(() =>
      SmtpClient.open({ port }).then(
        (client) => client.close() ?? true,
        () => null,
      ),
    );
    return postfix;
  }

  /** What was delivered to `address`, once there is something. */
  async mails(address: string): Promise<string[]> {
    const folder = join(this.folder, 'mail/all/new');
    return await until(async () => {
      const names = await readdir(folder).catch(() => []);
      const mails = await Promise.all(names.map((each) => readFile(join(folder, each), 'latin1')));
      const found = mails.filter((mail) => mail.includes(`Delivered-To: ${address}\n`));
      return found.length > 0 ? found : null;
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    execFileSync(POSTFIX, ['-c', join(this.folder, 'etc'), 'stop'], { stdio: 'ignore' });
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

function mainCf(folder: string): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
maillog_file_prefixes = ${folder}
maillog_file = ${folder}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.postfix.test
mydestination =
mynetworks =
smtpd_peername_lookup = no
smtpd_tls_chain_files = ${folder}/etc/pair.pem
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
smtpd_recipient_restrictions =
  check_recipient_access inline:{
    { gone@postfix.test = 550 5.1.1 Nobody of that name }
    { busy@postfix.test = 450 4.2.1 Mailbox busy } }
virtual_mailbox_domains = postfix.test
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${NOBODY}
virtual_gid_maps = static:${NOBODY}
`;
}

function masterCf(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
`;
}
