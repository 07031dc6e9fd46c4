import { describe, expect, test } from 'vitest';
import { SECURITY_WORDS } from '../../../client/draft/security-words.js';
import { mergeSettings, settingChanges } from '../../../client/draft/settings-changes.js';
import { settingsText, wayFor } from '../../../client/features/security/client-settings.js';
import { laneStand, newLane } from '../../../client/features/security/lane-stand.js';
import { newStore } from '../../../client/features/security/store-form.js';
import { validityText } from '../../../client/features/security/validity.js';
import { outcomeOf } from '../../../client/draft/apply.js';
import { ApiFault } from '../../../client/api/request.js';
import { FIRST_SECURITY, type ListenerOffer, type Security } from '../../../shared/api/security.js';

const said = (base: Security, draft: Security) =>
  settingChanges(SECURITY_WORDS, base, draft).map(
    ({ name, before, after }) => `${name}: ${before} -> ${after}`,
  );

describe('the list of changes says of Security', () => {
  const mail = { ...newStore('dovecot'), name: 'Mail' };
  const pop = { ...newStore('pop3'), name: 'Pop', host: 'pop.test' } as typeof mail;

  test('what is judged where, and in which order', () => {
    expect(said(FIRST_SECURITY, { ...FIRST_SECURITY, stores: [mail] })).toEqual([
      'Account stores: none -> in this order: Mail; Mail is Dovecot, /run/dovecot/auth-client, for all logons',
    ]);
    const base = { ...FIRST_SECURITY, stores: [mail, pop] };
    expect(said(base, { ...base, stores: [pop, mail] })).toEqual([
      'Account stores: in this order: Mail, Pop -> in this order: Pop, Mail',
    ]);
  });

  test('times, boxes and the lane in words', () => {
    const lane = {
      ...newLane(new Date()),
      until: '2030-03-01T12:00:00Z',
      networks: [{ network: '10.1.2.0/24' }],
    };
    const draft = { ...FIRST_SECURITY, cacheFor: 0, senderBelongs: true, legacy: lane };
    expect(said(FIRST_SECURITY, draft)).toEqual([
      'The sender must belong to the account: box not ticked -> box ticked',
      'Remember accepted logons for: 1 min -> never',
      'Lane for old devices: closed -> open on 0.0.0.0:2526 for 1 network, with IP=10.1.2.0, MASK=255.255.255.0, until 1 Mar 2030',
    ]);
  });

  test('never a password or a key', () => {
    const key = 'a secret of ours';
    const bind = {
      how: 'search',
      account: 'cn=gate',
      password: key,
      base: 'dc=b',
      filter: '{user}',
    };
    const ldap = { ...newStore('ldap'), name: 'AD', host: 'dc.test', bind } as typeof mail;
    const draft: Security = {
      ...FIRST_SECURITY,
      stores: [ldap],
      certificate: { kind: 'pasted', cert: 'x', key },
    };
    const { items } = mergeSettings(SECURITY_WORDS, FIRST_SECURITY, draft, FIRST_SECURITY);
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain('secret');
    expect(JSON.stringify(items)).toContain('with a new password');
  });

  test('what the console refuses, beside its field', () => {
    const issue = { path: 'stores.0.host', message: 'No host.' };
    const fault = new ApiFault(422, 'invalid', 'No host.', [issue]);
    expect(outcomeOf(fault, 'security')).toMatchObject({
      issues: [{ path: 'security.stores.0.host' }],
    });
  });
});

describe('a certificate is valid', () => {
  const notBefore = '2026-01-01T12:00:00Z';
  const notAfter = '2026-01-31T12:00:00Z';
  test.each([
    ['2025-12-31T12:00:00Z', 'not yet'],
    ['2026-01-21T12:00:00Z', '10 days left'],
    ['2026-01-30T12:00:00Z', '1 day left'],
    ['2026-01-31T00:00:00Z', 'the last day'],
    ['2026-02-01T12:00:00Z', 'expired'],
  ])('%s: %s', (now, text) => {
    expect(validityText({ notBefore, notAfter }, new Date(now))).toBe(
      `1 Jan 2026 to 31 Jan 2026, ${text}`,
    );
  });
});

test('the lane for old devices stands open, ended or failed', () => {
  const lane = newLane(new Date('2026-11-25T12:00:00Z'));
  const during = new Date('2026-12-01T00:00:00Z');
  expect(laneStand(null, null, during)).toBe('none');
  expect(laneStand(lane, null, during)).toBe('open');
  expect(laneStand(lane, 'The port is taken.', during)).toBe('fails');
  expect(laneStand(lane, null, new Date('2027-12-01T00:00:00Z'))).toBe('ended');
});

describe('the settings of a client', () => {
  const offer = (kind: ListenerOffer['kind'], port: number, logon = 'always'): ListenerOffer => ({
    kind,
    address: `[::]:${port}`,
    tls: 'TLS 1.2 and later',
    logon,
    from: 'the default',
  });
  const all = [offer('smtp', 25, 'not offered'), offer('submission', 587), offer('smtps', 465)];

  test('are for the listener that fits it best', () => {
    expect(wayFor('outlook', all)).toEqual({ port: '465', how: 'tls' });
    expect(wayFor('printer', all)).toEqual({ port: '587', how: 'starttls' });
    expect(wayFor('outlook', [all[0]!])).toBeNull();
    const old = [all[0]!, offer('legacy', 2526)];
    expect(wayFor('printer', old)).toEqual({ port: '2526', how: 'old' });
    expect(wayFor('thunderbird', old)).toBeNull();
  });

  test('carry the name of the server and of the account', () => {
    const offered = { host: 'mail.example.com', listeners: all, account: 'anna' };
    expect(settingsText('thunderbird', offered)).toContain('Server Name: mail.example.com');
    expect(settingsText('outlook', offered)).toContain('User name: anna');
    expect(settingsText('outlook', { ...offered, listeners: [] })).toBeNull();
  });

  test('of the command line are safe to paste into a shell', () => {
    const offered = { host: 'mail.example.com', listeners: all, account: "a'; rm -rf ~" };
    expect(settingsText('swaks', offered)).toContain(`--auth-user 'a'\\''; rm -rf ~'`);
  });
});
