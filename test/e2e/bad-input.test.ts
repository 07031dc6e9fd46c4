/**
 * Bad input, from outside: each has a clear answer of one line that names the thing, and changes nothing.
 * Threats: T23, T24.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RoutingDocument } from '../../shared/api/routing.js';
import { FIRST_RULES, type RulesInput } from '../../shared/rules/schema.js';
import { ADMIN, Gatepost, type Answer } from '../support/gatepost.js';
import { SmtpClient } from '../support/smtp-client.js';
import { until } from '../support/until.js';

interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly issues?: readonly { path: string; message: string; suggestion?: string }[];
    readonly findings?: readonly { id: string }[];
  };
}

const inbound = (domain: string) => ({ domain, to: { kind: 'inbound' as const } });
const rewrite = (domain: string, to: string) => ({ domain, to: { kind: 'domain', domain: to } });
const permitting = (...networks: string[]): Partial<RulesInput> => ({
  restrictions: {
    ...FIRST_RULES.restrictions,
    addresses: { enabled: true, entries: networks.map((network) => ({ network })) },
  },
});

let gatepost: Gatepost;
beforeAll(async () => {
  gatepost = await Gatepost.start();
  await gatepost.apply({ routes: [inbound('example.com')] });
});
afterAll(() => gatepost.stop());

const document = async () => (await gatepost.api<RoutingDocument>('GET', '/api/routing')).body;

async function put(rules: unknown, headers: object, body = { rules }): Promise<Answer<ErrorBody>> {
  return gatepost.api<ErrorBody>('PUT', '/api/routing', body, headers);
}

/** Runs it, and sees that neither the rules nor what is enforced are others than before. */
async function unchanged<T>(run: () => Promise<T>): Promise<T> {
  const before = await document();
  const result = await run();
  expect(await document()).toEqual(before);
  return result;
}

function oneLine({ error }: ErrorBody): string {
  expect(error.message).toMatch(/^[^\n]+$/);
  return error.message;
}

describe('rules that cannot be', () => {
  const first = 'rules.restrictions.addresses.entries.0.network';
  test.each([
    ['no address', permitting('nonsense'), first, undefined],
    ['host bits', permitting('10.0.0.5/8'), first, 'IP=10.0.0.0, MASK=255.0.0.0'],
    ['octal', permitting('010.0.0.1'), first, 'IP=10.0.0.1, MASK=255.255.255.255'],
    [
      'IPv4 written as IPv6',
      permitting('::ffff:10.0.0.0/104'),
      first,
      'IP=10.0.0.0, MASK=255.0.0.0',
    ],
    [
      'a row twice',
      { routes: [inbound('a.test'), inbound('A.test')] },
      'rules.routes.1.domain',
      undefined,
    ],
    [
      'an entry twice',
      permitting('10.0.0.0/8', '10.0.0.0 255.0.0.0'),
      'rules.restrictions.addresses.entries.1.network',
      undefined,
    ],
    [
      'rows that rewrite in a circle',
      { routes: [rewrite('a.test', 'b.test'), rewrite('b.test', 'a.test')] },
      'rules.routes.0.to.domain',
      undefined,
    ],
    [
      'an inbound row that overrides',
      { routes: [{ ...inbound('a.test'), alwaysRelay: true }] },
      'rules.routes.0.alwaysRelay',
      undefined,
    ],
  ])('%s', async (_, rules, path, suggestion) => {
    const { etag } = await gatepost.api('GET', '/api/routing');
    const { status, body } = await unchanged(() =>
      put({ ...FIRST_RULES, ...rules }, { 'if-match': etag }),
    );
    expect(status).toBe(422);
    expect(body.error.code).toBe('invalid');
    expect(oneLine(body)).toContain(path);
    expect(body.error.issues?.[0]).toMatchObject({ path, ...(suggestion ? { suggestion } : {}) });
  });

  test('everybody may relay: asked back by name', async () => {
    const { status, body } = await unchanged(
      () => gatepost.apply(permitting('0.0.0.0/0')) as unknown as Promise<Answer<ErrorBody>>,
    );
    expect([status, body.error.code]).toEqual([409, 'confirmation-required']);
    expect(body.error.findings?.map(({ id }) => id)).toEqual(['open-relay']);
    expect(oneLine(body)).toContain('this is an open relay');
  });
});

describe('requests that cannot be', () => {
  test('a change of what was read before somebody else changed it, or of what was never read', async () => {
    const stale = await unchanged(() => put(FIRST_RULES, { 'if-match': '"r1"' }));
    expect([stale.status, stale.body.error.code]).toEqual([412, 'stale']);
    expect(oneLine(stale.body)).toContain('at number 2 now');
    const missing = await unchanged(() => put(FIRST_RULES, {}));
    expect([missing.status, missing.body.error.code]).toEqual([428, 'precondition-required']);
    expect(oneLine(missing.body)).toContain('If-Match');
  });

  test('a body of 40 MB', async () => {
    const body = { rules: FIRST_RULES, note: 'x'.repeat(40 * 1024 * 1024) };
    const { status, body: answer } = await unchanged(() => put(null, { 'if-match': '"r2"' }, body));
    expect([status, answer.error.code]).toEqual([413, 'too-large']);
    expect(oneLine(answer)).toContain('33554432 bytes');
  });

  test('a cookie that belongs to no session', async () => {
    const { status, body } = await unchanged(() =>
      put(FIRST_RULES, { 'if-match': '"r2"', cookie: 'gatepost_session=mine' }),
    );
    expect([status, body.error.code]).toEqual([401, 'unauthenticated']);
    expect(oneLine(body)).toContain('Log on first');
  });

  test('another site', async () => {
    const { status, body } = await unchanged(() =>
      put(FIRST_RULES, { 'if-match': '"r2"', origin: 'https://elsewhere.test' }),
    );
    expect([status, body.error.code]).toEqual([403, 'forbidden']);
    expect(oneLine(body)).toContain('another site');
  });
});

describe('a relay that does not run while rules are saved', () => {
  const enforced = async (revision: number) =>
    (await document()).enforced.revision === revision ? true : null;
  const health = async () => {
    const response = await fetch(`${gatepost.consoleUrl}/healthz`);
    return [response.status, ((await response.json()) as { problem?: string }).problem];
  };

  test('hangs: saved, said not to be in force, and enforced when it goes on', async () => {
    const { relay } = await gatepost.children();
    process.kill(relay, 'SIGSTOP');
    try {
      const { status, body } = await gatepost.apply({ routes: [inbound('one.test')] });
      expect([status, body.revision]).toEqual([202, 3]);
      expect(body.enforced.problem).toBe('The relay has not answered within 5 s.');
      expect(await health()).toEqual([503, 'The relay has not answered within 1 s.']);
    } finally {
      process.kill(relay, 'SIGCONT');
    }
    await until(() => enforced(3));
    expect(await health()).toEqual([200, undefined]);
  });

  test('is killed: the same, once it has been started again', async () => {
    const { relay } = await gatepost.children();
    process.kill(relay, 'SIGKILL');
    const { status, body } = await gatepost.apply({ routes: [inbound('two.test')] });
    expect([status, body.revision]).toEqual([202, 4]);
    expect(body.enforced.problem).toBe('The relay is not running.');
    await until(() => enforced(4));
  });
});

test('an entry that ends is absent from that instant on, in a session that is open too', async () => {
  const at = new Date(Date.now() + 2000);
  const other = await Gatepost.start();
  try {
    const entry = { network: '127.0.0.0/8', until: at.toISOString() };
    await other.apply({
      restrictions: {
        ...FIRST_RULES.restrictions,
        addresses: { enabled: true, entries: [entry] },
      },
    });
    const client = await SmtpClient.open({ port: other.smtpPort });
    await client.say('EHLO peer.test');
    await client.say('MAIL FROM:<s@sender.test>');
    const before = await client.say('RCPT TO:<r@remote.test>');
    if (Date.now() < at.getTime()) expect(before).toMatch(/^250/);
    await until(() => (Date.now() >= at.getTime() ? true : null));
    expect(await client.say('RCPT TO:<r@remote.test>')).toMatch(/^550 5\.7\.1/);
    client.close();
  } finally {
    await other.stop();
  }
});

describe('a start that cannot be', () => {
  const MAIN = join(import.meta.dirname, '../../dist/server/command/main.js');
  const isRoot = process.getuid?.() === 0;

  /** What it says but for its log, and how it ends; as somebody who owns nothing here, if asked. */
  async function refused(environment: Record<string, string>, asNobody = false) {
    const env = {
      PATH: process.env['PATH'],
      GATEPOST_SMTP: '127.0.0.1:0',
      GATEPOST_CONSOLE: '127.0.0.1:0',
      GATEPOST_ADMIN_PASSWORD: ADMIN.password,
      ...environment,
    };
    const user = asNobody && isRoot ? { uid: 65_534, gid: 65_534 } : {};
    const child = spawn(process.execPath, [MAIN, 'start'], { env, ...user });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    }
    const [code] = (await once(child, 'close')) as [number];
    return { code, said: text.split('\n').filter((line) => line !== '' && !line.startsWith('{')) };
  }

  test('on a data folder that this user may not write', async () => {
    const data = await mkdtemp(join(tmpdir(), 'gatepost-'));
    await chmod(data, 0o555);
    expect(await refused({ GATEPOST_DATA: data }, true)).toEqual({
      code: 78,
      said: [`The data folder ${data} cannot be written: this user has no right to.`],
    });
    await rm(data, { recursive: true });
  });

  test('on a data folder whose files belong to another user', async () => {
    if (!isRoot) return;
    await gatepost.halt();
    await chmod(gatepost.data, 0o777);
    const { code, said } = await refused({ GATEPOST_DATA: gatepost.data }, true);
    expect([code, said.length]).toEqual([78, 1]);
    expect(said[0]).toContain('.lock cannot be opened: ');
    await chmod(gatepost.data, 0o700);
    await gatepost.start();
  });

  test('where no folder can be made at all', async () => {
    const { code, said } = await refused({ GATEPOST_DATA: '/proc/gatepost' });
    expect([code, said.length]).toEqual([78, 1]);
    expect(said[0]).toContain('The data folder /proc/gatepost cannot be written: ');
  });

  test('with a folder for the control socket that cannot be made', async () => {
    const data = await mkdtemp(join(tmpdir(), 'gatepost-'));
    const run = join(MAIN, 'run');
    expect(await refused({ GATEPOST_DATA: data, GATEPOST_RUN: run })).toEqual({
      code: 78,
      said: [
        `The folder of the control socket ${run} cannot be written: a file stands in its place.`,
      ],
    });
    await rm(data, { recursive: true });
  });

  test('beside another one, which goes on', async () => {
    const { code, said } = await refused({ GATEPOST_DATA: gatepost.data });
    expect([code, said.length]).toEqual([78, 1]);
    expect(said[0]).toContain(`already runs on the data folder ${gatepost.data}.`);
    expect((await gatepost.status()).relay?.enforced.revision).toBe(4);
  });
});
