/** Which store is asked for a name, in which order, and what its answer makes. Threats: T16. */
import { onTestFinished, describe, expect, test } from 'vitest';
import {
  securitySchema,
  type AccountStore,
  type SecurityInput,
} from '../../../../shared/api/security.js';
import type { StoreAnswer, StoreClient } from '../../../../server/relay/logon/account-store.js';
import { Logons } from '../../../../server/relay/logon/logons.js';
import { Passwords } from '../../../../server/store/passwords.js';
import { until } from '../../../support/until.js';

const PEER = { address: '192.0.2.1', localAddress: '192.0.2.10', tls: true };

interface Scene {
  readonly logons: Logons;
  /** `store name`, in the order in which they were asked. */
  readonly asked: string[];
  readonly closed: string[];
  /** By store; else refused. */
  readonly answers: Map<string, StoreAnswer>;
}

const store = (name: string, domains: readonly string[] = []) => ({
  kind: 'imap' as const,
  name,
  domains: [...domains],
  host: 'mail.example.com',
  port: 993,
  tls: 'implicit' as const,
});

function scene(settings: SecurityInput): Scene {
  const asked: string[] = [];
  const closed: string[] = [];
  const answers = new Map<string, StoreAnswer>();
  const client = ({ name }: AccountStore): StoreClient => ({
    logon: (as) => {
      asked.push(`${name} ${as.given}`);
      return Promise.resolve(answers.get(name) ?? { kind: 'refused', why: 'wrong password' });
    },
    close: () => void closed.push(name),
  });
  const passwords = new Passwords();
  const accounts = { account: () => Promise.resolve(null) };
  const logons = new Logons({ accounts, passwords, client, record: () => {}, refusalAfter: 0 });
  logons.use(securitySchema.parse(settings));
  onTestFinished(async () => {
    await logons.close();
    await passwords.close();
  });
  return { logons, asked, closed, answers };
}

const yes = (account: string): StoreAnswer => ({ kind: 'accepted', account });
const DOWN: StoreAnswer = { kind: 'unavailable', why: 'connection refused' };

describe('the store is chosen by the domain of the name', () => {
  test('those of the domain and those for all, in their order; others never see the password', async () => {
    const { logons, asked } = scene({
      stores: [store('sales', ['sales.test']), store('corp', ['CORP']), store('all')],
    });
    await logons.logon('a@sales.test', 'x', PEER);
    await logons.logon('corp\\b', 'x', PEER);
    await logons.logon('c', 'x', PEER);
    await logons.logon('d@else.test', 'x', PEER);
    expect(asked).toEqual([
      'sales a@sales.test',
      'all a@sales.test',
      'corp corp\\b',
      'all corp\\b',
      'all c',
      'all d@else.test',
    ]);
  });

  test('a store that is switched off is not asked', async () => {
    const { logons, asked } = scene({ stores: [{ ...store('off'), disabled: true }] });
    expect((await logons.logon('a', 'x', PEER)).kind).toBe('refused');
    expect(asked).toEqual([]);
  });
});

describe('what the answers make', () => {
  test('the first yes counts, under the name that the store gave', async () => {
    const { logons, asked, answers } = scene({
      stores: [store('one'), store('two'), store('three')],
    });
    answers.set('two', yes('a@example.com'));
    expect(await logons.logon('a', 'x', PEER)).toMatchObject({
      kind: 'accepted',
      account: 'a@example.com',
    });
    expect(asked).toEqual(['one a', 'two a']);
  });

  test('a store that is down makes "try again", whatever the others say; never a refusal', async () => {
    const { logons, answers } = scene({ stores: [store('down'), store('other')] });
    answers.set('down', DOWN);
    expect(await logons.logon('a', 'x', PEER)).toEqual({
      kind: 'unavailable',
      why: 'down: connection refused',
    });
    expect(logons.state()).toMatchObject([
      { name: 'down', problem: 'connection refused' },
      { name: 'other', problem: null },
    ]);
    answers.set('other', yes('a'));
    expect((await logons.logon('a', 'x', PEER)).kind).toBe('accepted');
  });

  test('a name for nobody is asked of nobody, and a store that calls somebody a guest permits nobody', async () => {
    const { logons, asked, answers } = scene({ stores: [store('one')], cacheFor: 0 });
    answers.set('one', yes('guest'));
    for (const name of ['', 'guest', 'CORP\\Guest', 'anonymous@example.com', 'null']) {
      expect((await logons.logon(name, 'x', PEER)).kind).toBe('refused');
    }
    expect((await logons.logon('a', '', PEER)).kind).toBe('refused');
    expect(asked).toEqual([]);
    expect((await logons.logon('somebody', 'x', PEER)).kind).toBe('refused');
  });
});

test('before the settings are known nobody is refused', async () => {
  const passwords = new Passwords();
  const accounts = { account: () => Promise.resolve(null) };
  const client = (): never => {
    throw new Error('There is no store.');
  };
  const logons = new Logons({ accounts, passwords, client, record: () => {} });
  expect((await logons.logon('a', 'x', PEER)).kind).toBe('unavailable');
  await passwords.close();
});

describe('remembered logons', () => {
  test('a yes is not asked again while it is remembered; another password is; new settings forget', async () => {
    const { logons, asked, answers, closed } = scene({ stores: [store('one')], cacheFor: 60 });
    answers.set('one', yes('a'));
    await logons.logon('a', 'x', PEER);
    await logons.logon('a', 'x', PEER);
    expect(asked).toHaveLength(1);
    await logons.logon('a', 'y', PEER);
    expect(asked).toHaveLength(2);
    logons.use(securitySchema.parse({ stores: [store('one')], cacheFor: 0 }));
    await until(() => (closed.length > 0 ? true : null));
    expect(closed).toEqual(['one']);
    await logons.logon('a', 'x', PEER);
    await logons.logon('a', 'x', PEER);
    expect(asked).toHaveLength(4);
  });

  test('a no is never remembered', async () => {
    const { logons, answers } = scene({ stores: [store('one')], cacheFor: 60 });
    expect((await logons.logon('a', 'x', PEER)).kind).toBe('refused');
    answers.set('one', yes('a'));
    expect((await logons.logon('a', 'x', PEER)).kind).toBe('accepted');
  });
});

describe('guessing', () => {
  test('a name that is guessed at from everywhere is still judged where it has logged on before', async () => {
    const { logons, answers } = scene({ stores: [store('one')], cacheFor: 0 });
    answers.set('one', yes('a'));
    await logons.logon('a', 'right', PEER);
    answers.delete('one');
    for (let n = 0; n < 100; n += 1) {
      await logons.logon('a', `guess ${n}`, { ...PEER, address: `198.51.100.${n}` });
    }
    answers.set('one', yes('a'));
    expect((await logons.logon('a', 'right', PEER)).kind).toBe('accepted');
    const stranger = { ...PEER, address: '203.0.113.1' };
    expect((await logons.logon('a', 'right', stranger)).kind).toBe('held');
  });

  test('a hundred guesses at once are no more than ten', async () => {
    const { logons, asked } = scene({ stores: [store('one')], cacheFor: 0 });
    const guesses = Array.from({ length: 100 }, (_, n) => logons.logon('a', `guess ${n}`, PEER));
    const kinds = (await Promise.all(guesses)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(10);
    expect(kinds.filter((kind) => kind === 'held')).toHaveLength(90);
    expect(asked).toHaveLength(10);
  });

  test('who has logged on from an address is not held up by the failures of others there', async () => {
    const { logons, answers } = scene({ stores: [store('one')], cacheFor: 0 });
    answers.set('one', yes('a'));
    await logons.logon('a', 'right', PEER);
    answers.delete('one');
    for (let n = 0; n < 60; n += 1) await logons.logon(`other${n}`, 'wrong', PEER);
    answers.set('one', yes('a'));
    expect((await logons.logon('a', 'right', PEER)).kind).toBe('accepted');
    expect((await logons.logon('new', 'right', PEER)).kind).toBe('held');
  });

  test('many logons at once with the right password are never held', async () => {
    const { logons, answers } = scene({ stores: [store('one')], cacheFor: 0 });
    answers.set('one', yes('a'));
    const all = await Promise.all(Array.from({ length: 200 }, () => logons.logon('a', 'x', PEER)));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  });
});
