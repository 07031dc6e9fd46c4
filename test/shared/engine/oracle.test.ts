/** Threats: T1. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../../shared/engine/decide.js';
import { compiledOf } from '../../support/compiled.js';
import { oracle } from '../../support/oracle.js';
import {
  oracleRequestArbitrary,
  OWN_ADDRESSES,
  rulesArbitrary,
} from '../../support/rules-arbitrary.js';

const host = { siteDomain: 'a.test', addresses: OWN_ADDRESSES };

test('the indexed engine decides as a linear reading of the rules does', () => {
  const property = fc.property(
    rulesArbitrary,
    fc.array(oracleRequestArbitrary, { minLength: 1, maxLength: 20 }),
    (rules, requests) => {
      const compiled = compiledOf(rules, host);
      for (const request of requests) {
        const { local, domain, at, ...rest } = request;
        const decision = decide(compiled, {
          ...rest,
          recipient: `${local}@${domain}`,
          at: new Date(at).toISOString(),
        });
        const { verdict, recipient } = decision;
        const expected = oracle(rules, OWN_ADDRESSES, request);
        expect({ verdict, recipient: verdict === 'reject' ? '' : recipient }).toEqual({
          verdict: expected.verdict,
          recipient: expected.verdict === 'reject' ? '' : expected.recipient,
        });
      }
    },
  );
  fc.assert(property, { numRuns: 3000 });
});

test('no string makes the engine throw, and whatever cannot be read is rejected', () => {
  const property = fc.property(
    rulesArbitrary,
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary' }),
    (rules, peer, recipient) => {
      const compiled = compiledOf(rules, host);
      const decision = decide(compiled, {
        peer,
        recipient,
        localAddress: peer,
        sender: recipient,
      });
      expect(['inbound', 'relay', 'reject']).toContain(decision.verdict);
      expect(decision.reply.text).not.toMatch(/\p{Cc}/u);
    },
  );
  fc.assert(property, { numRuns: 2000 });
});
