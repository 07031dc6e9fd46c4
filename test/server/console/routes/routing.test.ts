/** `/api/routing`: the rules, replaced whole, enforced before it is said. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RoutingDocument } from '../../../../shared/api/routing.js';
import type { Decision } from '../../../../shared/engine/decision.js';
import { FIRST_RULES, type RulesInput } from '../../../../shared/rules/schema.js';
import { RELAY_PROBLEM } from '../fake-relay.js';
import { refusal, RunningConsole, type ErrorBody } from '../running-console.js';

let running: RunningConsole;

beforeAll(async () => {
  running = await RunningConsole.loggedOn();
});
afterEach(async () => {
  running.relay.mode = 'takes';
  await running.relay.stop();
  await running.relay.start();
});
afterAll(() => running.stop());

const read = () => running.call<RoutingDocument>('/api/routing');
const etag = async () => (await read()).headers.get('etag')!;
const put = async <T = RoutingDocument>(
  rules: unknown,
  { ifMatch, ...more }: { ifMatch?: string; confirm?: string[]; note?: string } = {},
) =>
  running.call<T>('/api/routing', {
    method: 'PUT',
    body: { rules, ...more },
    headers: { 'if-match': ifMatch ?? (await etag()) },
  });
const rulesOf = (part: Partial<RulesInput>): RulesInput => ({ ...FIRST_RULES, ...part });
const permitting = (...networks: string[]): RulesInput =>
  rulesOf({
    restrictions: {
      ...FIRST_RULES.restrictions,
      addresses: { enabled: true, entries: networks.map((network) => ({ network })) },
    },
  });
const inbound = (domain: string) => ({ domain, to: { kind: 'inbound' as const } });

const unchanged = async (call: () => Promise<void>) => {
  const before = await etag();
  await call();
  expect(await etag()).toBe(before);
  expect((await read()).body.revision).toBe(Number(before.slice(2, -1)));
};
const decideOn = (body: unknown) =>
  running.call<Decision & ErrorBody>('/api/routing/decide', { method: 'POST', body });

describe('reading', () => {
  test('revision 1 reroutes, has no rows and nothing ticked', async () => {
    const { status, headers, body } = await read();
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"r1"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ revision: 1, author: 'gatepost', rules: FIRST_RULES });
    expect(body.enforced).toEqual({ revision: 1, since: '2026-11-25T10:00:00.000Z' });
    expect(body.findings.map(({ code }) => code)).toContain('nobody-can-send');
  });

  test('the host is what the relay says it is, and else what the settings say', async () => {
    expect((await read()).body.host.addresses).toEqual(['127.0.0.1', '192.0.2.10']);
    await running.relay.stop();
    const { body } = await read();
    expect(body.host).toMatchObject({ siteDomain: 'mail.example.com', listening: ['127.0.0.1'] });
    expect(body.enforced).toEqual({
      revision: null,
      since: null,
      problem: 'The relay is not running.',
    });
  });

  test('says what is enforced now, although the rules are the same as before', async () => {
    const headers = { 'if-none-match': await etag() };
    expect((await running.call('/api/routing', { headers })).status).toBe(200);
  });
});

describe('refused, and nothing is stored', () => {
  test('another site, before the body is looked at', () =>
    unchanged(async () => {
      const headers = { origin: 'https://evil.test' };
      const answer = await running.call('/api/routing', { method: 'PUT', body: '{', headers });
      expect(refusal(answer)).toEqual([403, 'forbidden']);
    }));

  test('a change without If-Match', () =>
    unchanged(async () => {
      const answer = await running.call('/api/routing', { method: 'PUT', body: '{' });
      expect(refusal(answer)).toEqual([428, 'precondition-required']);
    }));

  test('rules that another administrator has changed meanwhile', () =>
    unchanged(async () => {
      for (const ifMatch of ['"r0"', '"d1"', 'W/"r1"', '"r999"']) {
        expect(refusal(await put(FIRST_RULES, { ifMatch }))).toEqual([412, 'stale']);
      }
    }));

  test('each fault is named with its place and the nearest valid form', () =>
    unchanged(async () => {
      const rules = permitting('10.0.0.1/8', '010.0.0.1', '10.0.0.0/8');
      const { status, body } = await put<ErrorBody>({ ...rules, routes: [inbound('exa mple')] });
      expect(status).toBe(422);
      const paths = body.error.issues?.map(({ path }) => path);
      expect(paths).toEqual([
        'rules.routes.0.domain',
        'rules.restrictions.addresses.entries.0.network',
        'rules.restrictions.addresses.entries.1.network',
      ]);
      expect(body.error.issues?.[1]?.suggestion).toBe('IP=10.0.0.0, MASK=255.0.0.0');
      expect(body.error.message).toMatch(/^rules\.routes\.0\.domain: /);
    }));

  test('two rows for one domain', () =>
    unchanged(async () => {
      const routes = [inbound('example.com'), inbound('EXAMPLE.com')];
      const { status, body } = await put<ErrorBody>(rulesOf({ routes }));
      expect(status).toBe(422);
      expect(body.error.issues?.[0]).toEqual({
        path: 'rules.routes.1.domain',
        message: 'There is a row for example.com already.',
      });
    }));

  test('rows that rewrite in a circle', () =>
    unchanged(async () => {
      const routes = [
        { domain: 'a.test', to: { kind: 'domain' as const, domain: 'b.test' } },
        { domain: 'b.test', to: { kind: 'domain' as const, domain: 'a.test' } },
      ];
      const { status, body } = await put<ErrorBody>(rulesOf({ routes }));
      expect(status).toBe(422);
      expect(body.error.issues?.[0]?.path).toBe('rules.routes.0.to.domain');
    }));

  test('a name that no rule has', () =>
    unchanged(async () => {
      const { body } = await put<ErrorBody>({ ...FIRST_RULES, rerout: true });
      expect(body.error.issues?.[0]?.path).toBe('rules.rerout');
    }));
});

describe('an opening to the world', () => {
  test('0.0.0.0/0 is stored only when it is confirmed by name', async () => {
    const before = await etag();
    const open = permitting('0.0.0.0/0');
    const refused = await put<ErrorBody>(open);
    expect(refusal(refused)).toEqual([409, 'confirmation-required']);
    expect(refused.body.error.findings?.map(({ id }) => id)).toEqual(['open-relay']);
    expect(await etag()).toBe(before);
    const { status, body } = await put(open, { confirm: ['open-relay'] });
    expect(status).toBe(200);
    expect(body.findings[0]).toMatchObject({ id: 'open-relay', severity: 'confirm' });
  });

  test('a confirmation is kept with the revision and asked again only when the opening grows', async () => {
    const half = permitting('0.0.0.0/1');
    expect((await put(half, { confirm: ['open-relay'] })).status).toBe(200);
    expect((await put({ ...half, routes: [inbound('example.com')] })).status).toBe(200);
    expect((await put(permitting('0.0.0.0/1', '128.0.0.0/2'))).status).toBe(409);
    expect((await put(FIRST_RULES)).status).toBe(200);
    expect((await put(half)).status).toBe(409);
  });
});

describe('storing', () => {
  test('answers when the relay enforces the rules, in standard form', async () => {
    const before = (await read()).body.revision;
    const rules = permitting('IP=10.1.2.0, MASK=255.255.255.0', '10.9.9.9/32');
    const { status, headers, body } = await put(rules, { note: 'printers' });
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe(`"r${before + 1}"`);
    expect(body).toMatchObject({ revision: before + 1, author: 'admin', note: 'printers' });
    expect(body.enforced.revision).toBe(before + 1);
    expect(body.rules.restrictions.addresses.entries).toEqual([
      { network: '10.1.2.0/24' },
      { network: '10.9.9.9' },
    ]);
    expect(running.relay.asked.at(-1)).toEqual({
      revision: before + 1,
      delivery: 1,
      security: 1,
    });
    expect((await read()).body).toEqual(body);
  });

  test('takes back what was read, whole', async () => {
    const { body, headers } = await read();
    const answer = await running.call<RoutingDocument>('/api/routing', {
      method: 'PUT',
      body,
      headers: { 'if-match': headers.get('etag')! },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.rules).toEqual(body.rules);
  });

  test.each([
    ['is stopped', 'stopped', 'The relay is not running.'],
    ['cannot take them', 'refuses', RELAY_PROBLEM],
    ['does not answer', 'silent', 'The relay has not answered within 0.3 s.'],
  ] as const)(
    'rules saved while the relay %s are stored and said not to be in force',
    async (_what, mode, problem) => {
      const before = (await read()).body.revision;
      const ifMatch = await etag();
      if (mode === 'stopped') await running.relay.stop();
      running.relay.mode = mode;
      const { status, body } = await put(rulesOf({ routes: [inbound(`${mode}.test`)] }), {
        ifMatch,
      });
      expect(status).toBe(202);
      expect(body.revision).toBe(before + 1);
      expect(body.enforced.problem).toBe(problem);
    },
  );

  test('of two changes at once one is stored and one is stale', async () => {
    const ifMatch = await etag();
    const answers = await Promise.all([
      put(rulesOf({ routes: [inbound('one.test')] }), { ifMatch }),
      put(rulesOf({ routes: [inbound('two.test')] }), { ifMatch }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe('trying', () => {
  const request = { peer: '10.1.2.9', recipient: 'x@remote.test' };

  test('the stored rules', async () => {
    const { body: document } = await put(permitting('10.1.2.0/24'));
    const { status, body } = await decideOn({ request });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      verdict: 'relay',
      reason: 'address',
      rule: 'address 10.1.2.0/24',
      revision: document.revision,
    });
    expect(body.trace.length).toBeGreaterThan(3);
  });

  test('a script with a session may ask without saying an origin, since nothing is changed', async () => {
    const headers = { cookie: running.cookie };
    const asked = { method: 'POST', body: { request }, headers };
    expect((await running.bare('/api/routing/decide', asked)).status).toBe(200);
  });

  test('a draft, which changes nothing', async () => {
    const before = await etag();
    const { body } = await decideOn({ request, rules: FIRST_RULES });
    expect(body).toMatchObject({ verdict: 'reject', reason: 'not-permitted', revision: 0 });
    expect(await etag()).toBe(before);
  });

  test('a draft that rewrites in a circle rejects what goes round', async () => {
    const routes = [
      { domain: 'a.test', to: { kind: 'domain' as const, domain: 'b.test' } },
      { domain: 'b.test', to: { kind: 'domain' as const, domain: 'a.test' } },
    ];
    const rules = rulesOf({ routes });
    const { body } = await decideOn({ request: { ...request, recipient: 'x@a.test' }, rules });
    expect(body).toMatchObject({ verdict: 'reject', reason: 'rewrite-cycle' });
  });

  test('an unreadable address is a decision; a draft that cannot be read is not', async () => {
    const decided = await decideOn({ request: { peer: 'nonsense', recipient: 'a@b@c' } });
    expect(decided.body).toMatchObject({ verdict: 'reject', reason: 'malformed-recipient' });
    const { status, body } = await decideOn({ request, rules: permitting('nonsense') });
    expect(status).toBe(422);
    expect(body.error.issues?.[0]?.path).toBe('rules.restrictions.addresses.entries.0.network');
    const twice = await decideOn({ request, rules: permitting('10.0.0.1', '10.0.0.1/32') });
    expect(twice.body.error.issues?.[0]?.path).toBe(
      'rules.restrictions.addresses.entries.1.network',
    );
    expect((await decideOn({ request: { peer: '10.0.0.1' } })).status).toBe(422);
  });
});

test('100,000 entries are stored', async () => {
  const networks = Array.from(
    { length: 100_000 },
    (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
  );
  const ifMatch = await etag();
  const { status } = await put(permitting(...networks), { ifMatch });
  expect(status).toBe(200);
});
