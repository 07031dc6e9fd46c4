import { expect, test } from 'vitest';
import { keptRouting } from '../../../client/draft/kept-document.js';
import type { RoutingDocument } from '../../../shared/api/routing.js';
import { inbound, rulesWith } from './rules-of-test.js';

function read(etag: string, revision: number) {
  const document: RoutingDocument = {
    revision,
    author: 'admin',
    at: '2026-01-01T00:00:00Z',
    note: '',
    enforced: { revision, since: null },
    rules: rulesWith([inbound('a.test')]),
    findings: [],
    watch: null,
    host: { siteDomain: 'example.com', addresses: ['10.0.0.1'] },
    interfaces: [],
    forwarding: [],
  };
  return { etag, document };
}

test('rules that are read again and are the same stay the same objects', () => {
  const [before, again] = [read('"2"', 2), read('"2"', 2)];
  const kept = keptRouting(before, again);
  expect(kept.document.rules).toBe(before.document.rules);
  expect(kept.document.host).toBe(before.document.host);
});

test('a newer revision brings its own rules, and what the relay says is always the newest', () => {
  const [before, newer] = [read('"2"', 2), read('"3"', 3)];
  const kept = keptRouting(before, newer);
  expect(kept.document.rules).toBe(newer.document.rules);
  expect(kept.document.enforced.revision).toBe(3);
});
