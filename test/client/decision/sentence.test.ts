import { describe, expect, test } from 'vitest';
import { OUTSIDE_REASONS, type RowReason } from '../../../shared/api/decisions.js';
import { REASONS, type Decision } from '../../../shared/engine/decision.js';
import { nowSentence, sentenceOf, type DecisionFacts } from '../../../client/decision/sentence.js';

const FACTS: DecisionFacts = {
  verdict: 'reject',
  reason: 'not-permitted',
  rule: null,
  peer: '10.1.3.27',
  localAddress: '192.0.2.10',
  account: null,
  sender: 'scanner@example.com',
  recipient: 'invoices@supplier.example.net',
};
const said = (reason: RowReason, part: Partial<DecisionFacts> = {}) =>
  sentenceOf({ ...FACTS, reason, ...part });

describe('the sentence of a decision', () => {
  test.each<[RowReason, Partial<DecisionFacts>, string]>([
    [
      'not-permitted',
      {},
      '10.1.3.27 was refused: no criterion permits its address, and it did not log on.',
    ],
    [
      'not-permitted',
      { account: 'anna' },
      '10.1.3.27 was refused: no criterion permits its address, and logging on as anna permits nothing here.',
    ],
    [
      'never-route',
      { rule: 'never 10.1.3.0/24' },
      '10.1.3.27 was refused: its address is on the list that can NEVER route mail, covered by IP=10.1.3.0, MASK=255.255.255.0.',
    ],
    [
      'address',
      { verdict: 'relay', rule: 'address 10.0.0.0/8' },
      '10.1.3.27 relayed: its address is covered by IP=10.0.0.0, MASK=255.0.0.0.',
    ],
    [
      'authenticated',
      { verdict: 'relay', account: 'anna', rule: 'authenticated' },
      '10.1.3.27 relayed: it logged on as anna.',
    ],
    [
      'inbound-route',
      { verdict: 'inbound', rule: 'route example.net -> <inbound>' },
      '10.1.3.27 was taken in: the row example.net is inbound.',
    ],
    [
      'override',
      { verdict: 'relay', rule: 'route c.test -> <relay>' },
      '10.1.3.27 relayed: the row c.test always relays, for everyone.',
    ],
    [
      'not-rerouting',
      {},
      '10.1.3.27 was refused: mail is not rerouted, and no inbound row covers supplier.example.net.',
    ],
    [
      'unknown-recipient',
      {},
      '10.1.3.27 was refused: invoices@supplier.example.net does not exist.',
    ],
    [
      'recipient-unverified',
      {},
      '10.1.3.27 was put off: the inbound host could not be asked whether invoices@supplier.example.net exists.',
    ],
    [
      'logon-refused',
      { account: 'anna' },
      '10.1.3.27 could not log on as anna: name and password do not match.',
    ],
    ['logon-held', {}, '10.1.3.27 could not log on: too many logons had failed before it.'],
  ])('%s', (reason, part, sentence) => {
    expect(said(reason, part)).toBe(sentence);
  });

  test('there is one for every reason that the log knows, with a cause in words', () => {
    for (const reason of [...REASONS, ...OUTSIDE_REASONS]) {
      expect(said(reason)).toMatch(/^10\.1\.3\.27 [^:]+: [^:]{12,}\.$/);
    }
  });

  test('a reason that this console does not know yet is named as it is', () => {
    expect(said('of-the-future' as RowReason)).toBe('10.1.3.27 was refused: of-the-future.');
  });
});

describe('what would be decided now', () => {
  const now = (part: Partial<Decision>) =>
    nowSentence(FACTS, { verdict: 'reject', reason: 'not-permitted', ...part } as Decision);

  test('the same', () => {
    expect(now({})).toBe('The same would be decided now.');
  });

  test('another verdict, with what brings it about', () => {
    expect(now({ verdict: 'relay', reason: 'address', rule: 'address 10.1.3.27' })).toBe(
      'Now it would relay: its address is covered by IP=10.1.3.27, MASK=255.255.255.255.',
    );
    expect(now({ reason: 'never-route', rule: 'never 10.1.3.27' })).toMatch(
      /^Now it would be refused: its address is on the list that can NEVER route mail/,
    );
  });

  test('the same verdict by another rule is said to be that', () => {
    const relayed = { ...FACTS, verdict: 'relay', reason: 'address', rule: 'address 10.0.0.0/8' };
    const decision = { verdict: 'relay', reason: 'address', rule: 'address 10.1.3.27' };
    expect(nowSentence(relayed as DecisionFacts, decision as Decision)).toBe(
      'The same would be decided now, by another rule: its address is covered by IP=10.1.3.27, MASK=255.255.255.255.',
    );
  });
});
