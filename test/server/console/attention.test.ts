/** What needs attention, and what does not yet. */
import { expect, test } from 'vitest';
import { attentionOf, haveJumped, type Situation } from '../../../server/console/attention.js';

const NOW = new Date('2026-11-28T12:00:00.000Z');
const GIB = 1024 ** 3;

const WELL: Situation = {
  now: NOW,
  relay: {
    ok: true,
    status: {
      enforced: { revision: 12, since: '2026-11-25T10:00:00.000Z' },
      host: { siteDomain: 'example.com', addresses: [] },
      listeners: [],
      queued: 3,
      oldest: '2026-11-28T11:00:00.000Z',
      refusing: null,
      removingDecisions: 0,
      sessions: { permitted: 0, others: 0 },
      limited: [],
      dnsLists: [],
    },
  },
  security: {
    certificate: {
      subject: 'mail.example.com',
      issuer: 'An Authority',
      names: [],
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2027-01-01T00:00:00.000Z',
      selfSigned: false,
      chain: 1,
      warnings: [],
    },
    certificateFrom: null,
    listeners: [],
    stores: [{ name: 'Dovecot', lastAnswer: null, problem: null }],
    legacyProblem: null,
  },
  unreadable: null,
  backup: null,
  stored: 12,
  watch: null,
  findings: [{ id: 'p', code: 'public-permit', severity: 'info', text: 'Some may relay.' }],
  gateways: [],
  disk: { free: 38 * GIB, total: 60 * GIB },
  minimumFree: 10 * 1024 ** 2,
  warnAfter: 14_400,
  refusals: null,
  logProblem: null,
};
const codes = (part: Partial<Situation>) =>
  attentionOf({ ...WELL, ...part }).map(({ code }) => code);
const status = (WELL.relay as Extract<Situation['relay'], { ok: true }>).status;
const relay = (part: Partial<typeof status>) => ({
  relay: { ok: true as const, status: { ...status, ...part } },
});

test('a scheduled backup that failed is said until one is whole again', () => {
  const backup = {
    id: 'gatepost-mail.example.com-20261128T020000Z.tar.gz',
    at: '2026-11-28T02:00:00.000Z',
    problem: 'The disk is full.',
    lastGood: '2026-11-27T02:00:00.000Z',
  };
  const { at, problem, lastGood } = backup;
  expect(attentionOf({ ...WELL, backup })).toEqual([
    { code: 'backup-failed', at, problem, lastGood },
  ]);
  expect(codes({ backup: { ...backup, problem: null, lastGood: at } })).toEqual([]);
});

test('where all is well nothing needs attention', () => {
  expect(codes({})).toEqual([]);
});

test('a relay that is silent, takes no mail or enforces another revision comes first', () => {
  expect(codes({ relay: { ok: false, problem: 'The relay is not running.' } })).toEqual([
    'relay-silent',
  ]);
  expect(codes(relay({ refusing: 'The disk is full: no mail is taken.' }))).toEqual(['refusing']);
  expect(codes({ stored: 13 })).toEqual(['not-enforced']);
});

test('stored secrets that cannot be read are named', () => {
  const unreadable = { secrets: ['The password for the smart host'], problem: 'It is missing.' };
  expect(attentionOf({ ...WELL, unreadable })).toEqual([
    { code: 'secrets-unreadable', ...unreadable },
  ]);
});

test('a certificate counts thirty days before its end, mail when it is late, the disk when it is nearly full', () => {
  const ending = (notAfter: string) => ({
    security: { ...WELL.security!, certificate: { ...WELL.security!.certificate, notAfter } },
  });
  expect(codes(ending('2026-12-28T13:00:00.000Z'))).toEqual([]);
  expect(codes(ending('2026-12-28T11:00:00.000Z'))).toEqual(['certificate']);
  expect(codes(relay({ oldest: '2026-11-28T08:00:01.000Z' }))).toEqual([]);
  expect(codes(relay({ oldest: '2026-11-28T07:59:59.000Z' }))).toEqual(['queue-old']);
  expect(codes({ disk: { free: GIB - 1, total: 60 * GIB } })).toEqual(['disk-low']);
  expect(codes({ disk: { free: 2 * GIB, total: 60 * GIB }, minimumFree: 2 * GIB })).toEqual([
    'disk-low',
  ]);
  expect(codes({ disk: { free: GIB / 2, total: 2 * GIB } })).toEqual([]);
});

test('refusals have jumped when they are many, many times the usual, and not because there is more mail', () => {
  const before = { inbound: 8000, relay: 4000, reject: 168 };
  const jumped = (lately: typeof before, hoursBefore = 168) =>
    haveJumped({ since: '', hours: 2, lately, before, hoursBefore });
  expect(jumped({ inbound: 100, relay: 50, reject: 20 })).toBe(true);
  expect(jumped({ inbound: 100, relay: 50, reject: 19 })).toBe(false);
  expect(jumped({ inbound: 8000, relay: 4000, reject: 160 })).toBe(false);
  expect(jumped({ inbound: 100, relay: 50, reject: 20 }, 10)).toBe(false);
});

test('an account store that does not answer and a gateway are named', () => {
  const stores = [{ name: 'Dovecot', lastAnswer: null, problem: 'No answer within 5 s.' }];
  const gateway = {
    peer: '10.1.2.1',
    rule: 'address 10.0.0.0/8',
    heloCount: 14,
    helos: [],
    accountCount: 0,
    decisions: 99,
    lastSeen: NOW.toISOString(),
  };
  expect(
    attentionOf({ ...WELL, security: { ...WELL.security!, stores }, gateways: [gateway] }),
  ).toEqual([
    {
      code: 'store-silent',
      name: 'Dovecot',
      problem: 'No answer within 5 s.',
      lastAnswer: null,
    },
    { code: 'gateway', peer: '10.1.2.1', heloCount: 14, accountCount: 0 },
  ]);
});

test('a DNS list that is left out', () => {
  const until = NOW.toISOString();
  const dnsLists = [{ name: 'zen.test', problem: 'no answer within 2 s', until }];
  expect(attentionOf({ ...WELL, ...relay({ dnsLists }) })).toEqual([
    { code: 'dns-list-silent', name: 'zen.test', problem: 'no answer within 2 s' },
  ]);
});
