/** Debian's Dovecot as the mail store behind us: LMTP on a port and on a Unix socket, IMAP. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** Dovecot needs root to start its processes under other users. */
export function hasDovecot(): boolean {
  try {
    execFileSync('dovecot', ['--version'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}

/** Everybody has a mailbox, but `unknown@example.com`. */
export class Dovecot {
  readonly folder: string;
  readonly lmtpPort: number;
  readonly imapPort: number;
  readonly #process: ChildProcess;

  private constructor(
    folder: string,
    ports: { lmtp: number; imap: number },
    process: ChildProcess,
  ) {
    this.folder = folder;
    this.lmtpPort = ports.lmtp;
    this.imapPort = ports.imap;
    this.#process = process;
  }

  static async start(): Promise<Dovecot> {
    const folder = await mkdtemp(join(tmpdir(), 'dovecot-'));
    const ports = { lmtp: await freePort(), imap: await freePort() };
    for (const name of ['mail', 'home']) {
      await mkdir(join(folder, name));
      await chmod(join(folder, name), 0o777);
    }
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'unknown'), 'unknown@example.com:\n');
    const config = join(folder, 'dovecot.conf');
    await writeFile(config, configuration(folder, ports));
    const process = spawn('dovecot', ['-F', '-c', config], { stdio: 'ignore' });
    const dovecot = new Dovecot(folder, ports, process);
    await until(
      async () => (await dovecot.mailboxes('nobody@example.com').catch(() => null)) && true,
    );
    return dovecot;
  }

  get lmtpSocket(): string {
    return join(this.folder, 'run/lmtp');
  }

  /** The messages of a user as IMAP gives them, headers and bodies. */
  async mailboxes(user: string): Promise<string[]> {
    const script = `
import imaplib, json, base64
m = imaplib.IMAP4('127.0.0.1', ${this.imapPort})
m.login(${JSON.stringify(user)}, 'secret')
m.select('INBOX')
ids = m.search(None, 'ALL')[1][0].split()
print(json.dumps([base64.b64encode(m.fetch(i, '(BODY.PEEK[])')[1][0][1]).decode() for i in ids]))`;
    const { stdout } = await promisify(execFile)('python3', ['-c', script]);
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
}

function configuration(folder: string, ports: { lmtp: number; imap: number }): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = lmtp imap
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail/%u
first_valid_uid = 1
mail_uid = nobody
mail_gid = nogroup
auth_mechanisms = plain
passdb {
  driver = passwd-file
  args = ${folder}/unknown
  deny = yes
}
passdb {
  driver = static
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
    port = 0
  }
}
`;
}
