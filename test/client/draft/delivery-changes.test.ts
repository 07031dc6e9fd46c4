import { describe, expect, test } from 'vitest';
import { DELIVERY_WORDS } from '../../../client/draft/delivery-words.js';
import { settingChanges } from '../../../client/draft/settings-changes.js';
import { firstDelivery, type Delivery } from '../../../shared/api/delivery.js';

const base: Delivery = {
  ...firstDelivery('example.com'),
  recipients: { kind: 'list', addresses: ['a@example.com', 'b@example.com'] },
  tlsFor: [{ destination: 'bank.test', tls: 'verified' }],
};
const said = (draft: Partial<Delivery>) =>
  settingChanges(DELIVERY_WORDS, base, { ...base, ...draft }).map(
    ({ name, before, after }) => `${name}: ${before} -> ${after}`,
  );

describe('the list of changes says in words', () => {
  test('when a sender hears of a delay, and that it never does', () => {
    expect(said({ warnAfter: 0 })).toEqual(['Notify the sender of a delay after: 4 h -> never']);
  });

  test('the limits with their units', () => {
    expect(said({ messageSize: 100 * 1024 ** 2, minimumFree: 1024 ** 3 })).toEqual([
      'Message size limit: 50 MiB -> 100 MiB',
      'Free space limit: 10 MiB -> 1 GiB',
    ]);
  });

  test('which limits of peers differ, and where there is none', () => {
    expect(said({ limits: { ...base.limits, errors: 0, sessionTime: 7200 } })).toEqual([
      'Limits of peers: Errors before hanging up 20, Time for a session none -> Errors before hanging up none, Time for a session 2 h',
    ]);
  });

  test('which proxies and DNS lists are other ones, and what of them', () => {
    const dnsLists = [
      { zone: 'key.zen.test', name: 'zen.test', answers: ['127.0.0.2'], action: 'log' as const },
    ];
    expect(said({ proxies: [{ network: '10.0.0.1', note: 'balancer' }], dnsLists })).toEqual([
      'Proxies: no networks -> 1 network, with 10.0.0.1 balancer',
      'DNS lists: no lists -> 1 list, with key.zen.test (called zen.test), answers 127.0.0.2, who is on it is only noted',
    ]);
  });

  test('which recipients come and go, not all of them', () => {
    const addresses = ['b@example.com', 'c@example.com'];
    expect(said({ recipients: { kind: 'list', addresses } })).toEqual([
      'Inbound recipients: only 2 recipients, with a@example.com -> only 2 recipients, with c@example.com',
    ]);
    expect(said({ recipients: { kind: 'ask' } })[0]).toContain('-> as the inbound host answers');
    expect(said({ recipients: { kind: 'any' } })[0]).toContain('-> any recipient of our domains');
  });

  test('the destinations whose encryption changes', () => {
    expect(said({ tlsFor: [{ destination: 'bank.test', tls: 'required' }] })).toEqual([
      'TLS by destination: 1 destination, with bank.test always, with a certificate we trust -> 1 destination, with bank.test always, any certificate',
    ]);
  });

  test('several smart hosts in turn', () => {
    const outbound = { kind: 'smarthost', port: 25, tls: 'none' } as const;
    expect(said({ outbound: { ...outbound, host: 'a.test, b.test:2525' } })[0]).toContain(
      'all to a.test, b.test:2525, port 25 unless named, TLS never',
    );
  });
});
