/** The gatepost command does for scripts what the console does for people, and goes on where it can without it. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Gatepost, ADMIN } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

const MAIN = join(import.meta.dirname, '../../dist/server/command/main.js');
const OFFICE = '127.0.0.2';
let data: string;
let gatepost: Gatepost;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'gatepost-'));
  gatepost = await Gatepost.start({ data });
});
afterAll(async () => {
  await gatepost?.halt();
  await rm(data, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  /** Lines on standard error. */
  readonly lines: readonly string[];
}

function begin(...args: string[]) {
  const env = { PATH: process.env['PATH'], GATEPOST_DATA: data, TZ: 'UTC' };
  return spawn(process.execPath, [MAIN, ...args], { env });
}

async function command(args: readonly string[], input = ''): Promise<Ended> {
  const child = begin(...args);
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (error += part));
  child.stdin.end(input);
  const code = await new Promise<number>((resolve) => child.on('close', resolve));
  return { code, out, lines: error.split('\n').filter((line) => line !== '') };
}

async function json<T>(...args: string[]): Promise<T> {
  return JSON.parse((await command([...args, '--json'])).out) as T;
}

/** Sends to a host that is not reached, so that it waits. */
async function send(recipient: string): Promise<readonly string[]> {
  const client = await SmtpClient.open({ port: gatepost.smtpPort, localAddress: OFFICE });
  const replies = await client.message('s@sender.test', [recipient]);
  client.close();
  return replies;
}

interface Shown {
  readonly revision: number;
  readonly rules: { routes: object[]; restrictions: { addresses: object } };
}

describe('while Gatepost runs', () => {
  test('rules are shown, compared, applied from a file and brought back; the relay enforces them', async () => {
    const shown = await json<Shown>('rules', 'show');
    const { rules } = shown;
    rules.routes = [
      { domain: 'slow.test', to: { kind: 'host', host: '127.0.0.1', port: 9 }, alwaysRelay: true },
    ];
    rules.restrictions.addresses = {
      enabled: true,
      entries: [{ network: OFFICE, note: 'office' }],
    };
    const file = join(data, 'rules.json');
    writeFileSync(file, JSON.stringify(shown));

    const difference = await command(['rules', 'diff', file]);
    expect(difference.code).toBe(1);
    expect(difference.out).toContain('+ IP=127.0.0.2, MASK=255.255.255.255  (office)');
    expect(await command(['rules', 'apply', file, '--note', 'by a script'])).toMatchObject({
      code: 0,
      out: 'Revision 2 is enforced.\n',
    });
    expect((await command(['rules', 'apply', file, '--revision', '1'])).code).toBe(2);
    expect((await command(['rules', 'restore', '1'])).out).toBe('Revision 3 is enforced.\n');
    await command(['rules', 'apply', file]);
    expect((await command(['rules', 'history'])).out).toMatch(/^4 .* gatepost .*$/m);
  });

  test('what is wrong is one line with the place and what was meant, and changes nothing', async () => {
    const shown = await json<Shown>('rules', 'show');
    shown.rules.restrictions.addresses = { enabled: true, entries: [{ network: '1.1.1.5/24' }] };
    const wrong = await command(['rules', 'apply', '-'], JSON.stringify(shown.rules));
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.lines).toEqual([
      expect.stringMatching(
        /^rules\.restrictions\.addresses\.entries\.0\.network: .* Did you mean IP=1\.1\.1\.0, MASK=255\.255\.255\.0\?$/,
      ),
    ]);
    shown.rules.restrictions.addresses = { enabled: true, entries: [{ network: '0.0.0.0/0' }] };
    const open = await command(['rules', 'apply', '-'], JSON.stringify(shown.rules));
    expect(open.lines).toEqual([expect.stringMatching(/open relay.* --confirm open-relay$/)]);
    expect((await command(['rules', 'apply', '-'], '{')).lines).toHaveLength(1);
    expect(await json('rules', 'show')).toMatchObject({ revision: shown.revision });
    expect((await command(['chek'])).code).toBe(2);
  });

  test('a request is decided without a message; the exit code is the verdict', async () => {
    const ask = (peer: string, ...more: string[]) =>
      command(['check', '--peer', peer, '--to', 'x@remote.test', ...more]);
    expect((await ask(OFFICE)).code).toBe(0);
    const refused = await ask('203.0.113.7');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('550 5.7.1 Relaying denied');
    expect((await ask('203.0.113.7', '--expect', 'reject')).code).toBe(0);
    const draft = await json<Shown>('rules', 'show', '--revision', '1');
    const file = join(data, 'draft.json');
    writeFileSync(file, JSON.stringify(draft));
    expect((await ask(OFFICE, '--rules', file)).code).toBe(1);
  });

  test('the log is read and followed as decisions come, hostile names in one line', async () => {
    const child = begin('log', '--follow', '--verdict', 'reject');
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    const stranger = async (recipient: string) => {
      const client = await SmtpClient.open({ port: gatepost.smtpPort });
      await client.say('EHLO peer.test');
      await client.say('MAIL FROM:<s@sender.test>');
      const reply = await client.say(`RCPT TO:<${recipient}>`);
      client.close();
      return /ref (\w{7})/.exec(reply)![1]!;
    };
    // It follows from the moment on in which it has asked.
    const ref = await until(async () => {
      await stranger('a\u202e\u001b[31m@remote.test');
      const given = await stranger('x@remote.test');
      return out.includes('reject') ? given : null;
    });
    await until(() => Promise.resolve(out.includes(ref) || null));
    child.kill();
    expect(out).toContain('?');
    expect(out).not.toMatch(/[\u001b\u202e]/);
    const shown = await command(['log', 'show', ref]);
    expect(shown.out).toContain('Relaying denied for <x@remote.test>');
    expect(shown.out).toMatch(/^not-matched {2}addresses .* is not on the list\.$/m);
    expect((await command(['log', 'show', 'NOTHERE'])).lines).toEqual([
      expect.stringContaining('There is no decision NOTHERE'),
    ]);
    expect((await command(['log', 'export', '--format', 'csv'])).out).toContain(ref);
  });

  test('accounts and people are made, changed and removed; a password is read from standard input', async () => {
    const made = await command(
      ['account', 'add', 'printer', '--password-stdin'],
      'long enough 17\n',
    );
    expect(made.code).toBe(0);
    expect((await command(['account', 'set', 'printer', '--disable'])).code).toBe(0);
    expect((await command(['account'])).out).toMatch(/^printer +disabled /m);
    expect((await command(['account', 'app-password', 'add', 'printer', 'hall'])).out).toMatch(
      /^\S{15,}\n$/,
    );
    expect((await command(['account', 'remove', 'printer'])).lines).toEqual([
      'printer is removed.',
    ]);
    const link = await command(['user', 'invite', 'ann', '--role', 'helpdesk']);
    expect(link.out).toContain('/invitation#');
    const last = await command(['user', 'remove', ADMIN.username]);
    expect(last).toMatchObject({ code: 2 });
    const { body } = await gatepost.api<{ items: { actor: string; address: string }[] }>(
      'GET',
      '/api/audit',
    );
    expect(body.items).toContainEqual(
      expect.objectContaining({ actor: 'gatepost', address: 'command line' }),
    );
  });

  test("another server's rules are read line by line, and applied only when told", async () => {
    const mainCf = 'mynetworks = 127.0.0.0/8, 10.1.0.0/16\nrelay_domains = other.test\n';
    const read = await command(['import', '-', '--of', 'main.cf'], mainCf);
    expect(read.out).toContain('10.1.0.0/16 may relay');
    expect(read.lines.at(-1)).toContain('Nothing is applied yet');
    const applied = await command(['import', '-', '--of', 'main.cf', '--apply'], mainCf);
    expect(applied.lines.at(-1)).toMatch(/^Revision \d+ is enforced\.$/);
    expect((await command(['export', '--to', 'postfix'])).out).toContain('10.1.0.0/16');
  });
});

describe('while the console is down', () => {
  beforeAll(async () => {
    await send('r@slow.test');
    await gatepost.halt();
    gatepost = await Gatepost.prepare({ data, command: 'relay' });
    gatepost.spawn();
    await until(async () => ((await command(['queue', '--json'])).code === 0 ? true : null));
  });

  test('the queue is asked of the relay, and acted on', async () => {
    expect((await command(['queue'])).out).toContain('<r@slow.test>');
    const held = await command(['queue', 'hold', '--all']);
    expect(held.out).toBe('hold: 1 of 1 message changed.\n');
    expect(held.lines).toEqual(['The console is down: its audit trail will not name this.']);
    expect((await command(['queue', 'delete', '--all'])).code).toBe(0);
    expect((await command(['queue', 'delete'])).lines).toEqual([
      'Say which: ids, or a filter, or --all.',
    ]);
  });

  test('rules, decisions and the log are read from the databases; what changes rules says that it cannot', async () => {
    expect((await command(['rules', 'show'])).out).toContain(
      'from the database: the console is down',
    );
    const ask = ['check', '--to', 'x@remote.test', '--peer'];
    expect((await command([...ask, '10.1.2.3'])).code).toBe(0);
    expect((await command([...ask, '203.0.113.7'])).code).toBe(1);
    expect((await command(['log', '--verdict', 'reject'])).out).toContain('<x@remote.test>');
    const refused = await command(['rules', 'restore', '1']);
    expect(refused.code).toBe(2);
    expect(refused.lines).toEqual([expect.stringMatching(/^No console answers at .*admin\.sock/)]);
  });
});
