import { expect, test } from 'vitest';
import { comparedWith, nextHopText } from '../../../client/features/try-it/outcome.js';
import { compile } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Route } from '../../../shared/rules/schema.js';
import { forwarded, inbound, rulesWith } from '../draft/rules-of-test.js';

const HOST = { siteDomain: 'example.com', addresses: [] };

function decided(routes: readonly Route[], recipient: string, networks: readonly string[] = []) {
  const { compiled } = compile(rulesWith(routes, networks), HOST);
  return decide(compiled!, { peer: '10.0.0.9', recipient, account: null, sender: '' });
}

test('a decision is said as where the mail goes, and as whom where that is another', () => {
  const [ours, old] = [
    inbound('a.test'),
    { domain: 'old.test', to: { kind: 'domain', domain: 'a.test' } },
  ];
  const routes = [ours, old as Route];
  expect(nextHopText(decided(routes, 'u@a.test'), 'u@a.test')).toBe('to the inbound host.');
  expect(nextHopText(decided(routes, 'u@old.test'), 'u@old.test')).toBe(
    'to the inbound host as u@a.test.',
  );
  const relayed = decided([forwarded('b.test', '10.0.0.5')], 'u@b.test', ['10.0.0.0/8']);
  expect(nextHopText(relayed, 'u@b.test')).toBe('to the host 10.0.0.5:25.');
});

test('a draft is compared with the revision it was made from', () => {
  const before = decided([], 'u@b.test');
  const now = decided([], 'u@b.test', ['10.0.0.0/8']);
  expect(comparedWith(now, before, 12, 'u@b.test')).toBe(
    'Under revision 12 this is rejected: no criterion permits this peer.',
  );
  expect(comparedWith(now, now, 12, 'u@b.test')).toBe('The same as under revision 12.');
});
