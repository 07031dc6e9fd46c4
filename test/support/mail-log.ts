/** Debian's tools over a log of the relay: what an administrator would run. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const APPLIANCE = join(import.meta.dirname, '../../server/appliance').replace('/dist/', '/');

/** Throws where one is missing, with its package. */
export function requireTools(): void {
  const tools = [
    ['/usr/sbin/pflogsumm', 'pflogsumm'],
    ['/usr/sbin/logwatch', 'logwatch'],
    ['/usr/bin/fail2ban-regex', 'fail2ban'],
    ['/usr/bin/promtool', 'prometheus'],
  ] as const;
  const missing = tools.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  if (missing.length > 0) throw new Error(`To be installed with apt-get: ${missing.join(' ')}.`);
}

/** The lines as journald or rsyslog would have kept them: with a date and a host before the tag. */
export function syslogOf(lines: readonly string[], at: Date): string {
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const two = (number: number) => String(number).padStart(2, '0');
  const day = String(at.getDate()).padStart(2, ' ');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return lines
    .filter((line) => /^<\d>gatepost/.test(line))
    .map((line) => `${months[at.getMonth()]} ${day} ${time} mail ${line.replace(/^<\d>/, '')}\n`)
    .join('');
}

export class MailLog {
  private constructor(readonly folder: string) {}

  static async of(text: string): Promise<MailLog> {
    const folder = await mkdtemp(join(tmpdir(), 'mail-log-'));
    await writeFile(join(folder, 'gatepost.log'), text);
    return new MailLog(folder);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  get path(): string {
    return join(this.folder, 'gatepost.log');
  }

  async pflogsumm(): Promise<string> {
    return (await run('/usr/sbin/pflogsumm', ['--syslog-name=gatepost', this.path])).stdout;
  }

  /** Its report on Postfix; what it could not read stands there as unmatched. */
  async logwatch(): Promise<string> {
    const script = '/usr/share/logwatch/scripts/services/postfix';
    const running = run('/usr/bin/perl', [script, '--syslog_name', 'gatepost', '--detail', '10']);
    running.child.stdin!.end(await readFile(this.path));
    return (await running).stdout;
  }

  /** The addresses of the lines that our filter for fail2ban takes for an offence. */
  async fail2ban(): Promise<readonly string[]> {
    const filter = join(APPLIANCE, 'fail2ban/gatepost.conf');
    const { stdout } = await run('/usr/bin/fail2ban-regex', ['--out', 'ip', this.path, filter]);
    return stdout.split('\n').filter((line) => line !== '');
  }
}

/** What promtool says of figures; empty: nothing is wrong. */
export function promtool(metrics: string): Promise<string> {
  const child = run('/usr/bin/promtool', ['check', 'metrics']);
  child.child.stdin!.end(metrics);
  return child.then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
}

export async function checkRules(): Promise<string> {
  const rules = join(APPLIANCE, 'prometheus/gatepost.rules.yml');
  return (await run('/usr/bin/promtool', ['check', 'rules', rules])).stdout;
}
