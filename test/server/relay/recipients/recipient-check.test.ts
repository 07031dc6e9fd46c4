/** Threats: T25. */
import { describe, expect, test } from 'vitest';
import type { AskHost, HostAnswer } from '../../../../server/relay/recipients/ask-host.js';
import { RecipientCheck } from '../../../../server/relay/recipients/recipient-check.js';
import { firstDelivery, type Delivery } from '../../../../shared/api/delivery.js';
import { recipientsSchema } from '../../../../shared/api/recipients.js';
import type { NextHop } from '../../../../shared/engine/decision.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const INBOUND: NextHop = { kind: 'inbound' };

/** A check whose host and clock the test holds. */
function checkOf(settings: Partial<Delivery> = {}) {
  const held = {
    now: Date.UTC(2026, 0, 1),
    settings: {
      ...firstDelivery('example.com'),
      recipients: { kind: 'ask' },
      ...settings,
    } as Delivery,
    /** Who exists at the host; null: it cannot be asked; 'all': it takes everybody. */
    host: new Set(['ann@example.com']) as ReadonlySet<string> | 'all' | null,
    /** Each conversation: the names asked, but for the one that nobody has. */
    asked: [] as string[],
    /** The names that nobody has. */
    nobodies: [] as string[],
    ask: (
      address: string,
      { peer = '192.0.2.1', account = null as string | null, nextHop = INBOUND } = {},
    ) => check.check(address, nextHop, { peer, account }),
  };
  const askHost: AskHost = async (_, addresses) => {
    await Promise.resolve();
    const [own, nobody] = addresses;
    held.asked.push(own!);
    if (nobody) held.nobodies.push(nobody);
    if (held.host === null) return 'unreachable';
    return addresses.map((address): HostAnswer =>
      held.host === 'all' || (held.host as ReadonlySet<string>).has(address) ? 'exists' : 'unknown',
    );
  };
  const check = new RecipientCheck({ settings: () => held.settings, askHost, now: () => held.now });
  return held;
}

describe('a list', () => {
  const list = (...addresses: string[]) => {
    const recipients = recipientsSchema.parse({ kind: 'list', addresses });
    return checkOf({ recipients });
  };

  test.each([
    ['ann@example.com', 'exists'],
    ['ANN@example.com', 'exists'],
    ['bob@example.com', 'unknown'],
    ['anybody@all.test', 'exists'],
    ['anybody@below.all.test', 'unknown'],
    ['"ann"@other.test', 'unknown'],
  ])('%s: %s', (address, expected) => {
    expect(list('Ann@Example.com', '@all.test').ask(address)).toBe(expected);
  });

  test('postmaster is taken, listed or not', () => {
    expect(list().ask('Postmaster@example.com')).toBe('exists');
    expect(list().ask('postmaster.x@example.com')).toBe('unknown');
  });

  test('a new list counts from the next recipient on', () => {
    const held = list('ann@example.com');
    expect(held.ask('bob@example.com')).toBe('unknown');
    held.settings = {
      ...held.settings,
      recipients: { kind: 'list', addresses: ['bob@example.com'] },
    };
    expect(held.ask('bob@example.com')).toBe('exists');
  });
});

describe('asked of the inbound host', () => {
  test('who exists is taken, who does not is refused, postmaster is not asked about', async () => {
    const held = checkOf();
    expect(await held.ask('ann@example.com')).toBe('exists');
    expect(await held.ask('bob@example.com')).toBe('unknown');
    expect(held.ask('postmaster@example.com')).toBe('exists');
    expect(held.asked).toEqual(['ann@example.com', 'bob@example.com']);
  });

  test('a good answer counts for two hours, a bad one for five minutes', async () => {
    const held = checkOf();
    const ask = async () => [await held.ask('ann@example.com'), await held.ask('bob@example.com')];
    await ask();
    held.now += 5 * MINUTE - 1;
    expect(await ask()).toEqual(['exists', 'unknown']);
    expect(held.asked).toHaveLength(2);
    held.now += 1;
    held.host = new Set(['ann@example.com', 'bob@example.com']);
    expect(await ask()).toEqual(['exists', 'exists']);
    expect(held.asked.slice(2)).toEqual(['bob@example.com']);
    held.now += 2 * HOUR - 5 * MINUTE;
    await ask();
    expect(held.asked.slice(3)).toEqual(['ann@example.com']);
  });

  test('questions about one name at the same time are one question', async () => {
    const held = checkOf();
    const answers = await Promise.all([1, 2, 3].map(() => held.ask('ann@example.com')));
    expect(answers).toEqual(['exists', 'exists', 'exists']);
    expect(held.asked).toHaveLength(1);
  });

  test('a peer asks about at most thirty new names a minute; others, known names and accounts go on', async () => {
    const held = checkOf();
    await held.ask('ann@example.com', { peer: '192.0.2.9' });
    const ask = (index: number, who = {}) => held.ask(`name${index}@example.com`, who);
    for (let index = 0; index < 30; index += 1) expect(await ask(index)).toBe('unknown');
    expect(await ask(30)).toBe('too-many');
    expect(await ask(29)).toBe('unknown');
    expect(await held.ask('ann@example.com')).toBe('exists');
    expect(await ask(30, { peer: '192.0.2.2' })).toBe('unknown');
    expect(await ask(31, { account: 'printer' })).toBe('unknown');
    expect(await ask(32)).toBe('too-many');
    held.now += MINUTE;
    expect(await ask(32)).toBe('unknown');
  });

  test('IPv6 peers of one /64 are one peer', async () => {
    const held = checkOf();
    const ask = (index: number) =>
      held.ask(`name${index}@example.com`, { peer: `2001:db8:0:1::${index.toString(16)}` });
    for (let index = 1; index <= 30; index += 1) expect(await ask(index)).toBe('unknown');
    expect(await ask(31)).toBe('too-many');
  });

  test('a host that takes a name which nobody has takes everybody, and is not asked any more', async () => {
    const held = checkOf();
    held.host = 'all';
    for (const name of ['ann', 'bob', 'eve']) {
      expect(await held.ask(`${name}@example.com`)).toBe('exists');
    }
    expect(held.asked).toEqual(['ann@example.com']);
    expect(held.nobodies[0]).toMatch(/^[a-z]{14}@example\.com$/);
    // That holds for this domain alone.
    held.host = new Set();
    expect(await held.ask('ann@other.test')).toBe('unknown');
  });

  test('while the host is down names that existed are taken, others put off, and it is left in peace', async () => {
    const held = checkOf();
    await held.ask('ann@example.com');
    held.host = null;
    held.now += 3 * HOUR;
    expect(await held.ask('ann@example.com')).toBe('exists');
    expect(held.asked).toHaveLength(2);
    expect(await held.ask('bob@example.com')).toBe('unreachable');
    expect(await held.ask('ann@example.com')).toBe('exists');
    expect(held.asked).toHaveLength(2);
    held.host = new Set(['bob@example.com']);
    held.now += MINUTE / 2;
    expect(await held.ask('bob@example.com')).toBe('exists');
    expect(await held.ask('ann@example.com')).toBe('unknown');
  });

  test('another inbound host is asked anew; other new settings change nothing', async () => {
    const held = checkOf();
    await held.ask('ann@example.com');
    held.settings = { ...held.settings, retry: [1], inbound: { ...held.settings.inbound } };
    await held.ask('ann@example.com');
    expect(held.asked).toHaveLength(1);
    held.settings = { ...held.settings, inbound: { kind: 'smtp', host: 'h.test', port: 25 } };
    await held.ask('ann@example.com');
    expect(held.asked).toHaveLength(2);
  });

  test('a name is known at one host, not at another', async () => {
    const held = checkOf();
    const nextHop: NextHop = { kind: 'inbound', host: '192.0.2.25', port: 25 };
    await held.ask('ann@example.com');
    await held.ask('ann@example.com', { nextHop });
    expect(held.asked).toHaveLength(2);
  });

  test('few questions are under way at once, and no more wait than can be answered', async () => {
    let underWay = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const check = new RecipientCheck({
      settings: () => ({ ...firstDelivery('example.com'), recipients: { kind: 'ask' } }),
      askHost: async (_, addresses) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise<void>((resolve) => waiting.push(resolve));
        underWay -= 1;
        return addresses.map(() => 'unknown' as const);
      },
    });
    const answers = Array.from({ length: 300 }, (_, index) =>
      check.check(`name${index}@example.com`, INBOUND, { peer: '', account: 'a' }),
    );
    let answered = 0;
    for (const answer of answers) void Promise.resolve(answer).then(() => (answered += 1));
    while (answered < answers.length) {
      waiting.shift()?.();
      await new Promise(setImmediate);
    }
    const kinds = await Promise.all(answers);
    expect(most).toBe(10);
    expect(kinds.filter((kind) => kind === 'unknown')).toHaveLength(210);
    expect(kinds.filter((kind) => kind === 'unreachable')).toHaveLength(90);
  });
});
