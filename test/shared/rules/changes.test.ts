import { describe, expect, test } from 'vitest';
import { changesOf, countChanges, diffOf, wholeDiff } from '../../../shared/rules/changes.js';
import type { DiffSection } from '../../../shared/api/revisions.js';
import { forwarded, inbound, rulesWith } from '../../client/draft/rules-of-test.js';

const base = rulesWith([inbound('a.test'), inbound('b.test'), inbound('c.test')], ['10.0.0.0/8']);
const words = (sections: readonly DiffSection[]) =>
  sections.map(({ title, lines }) => [title, ...lines.map(({ sign, text }) => `${sign} ${text}`)]);

describe('what sets two sets of rules apart', () => {
  test('the same rules change nothing, also when they were read anew', () => {
    expect(changesOf(base, base)).toEqual([]);
    expect(changesOf(base, structuredClone(base))).toEqual([]);
  });

  test('each row, box and entry counts once', () => {
    const draft = {
      ...base,
      reroute: false,
      routes: [inbound('a.test'), forwarded('b.test', '10.0.0.5'), inbound('d.test')],
      restrictions: { ...base.restrictions, authenticated: true },
    };
    expect(changesOf(base, draft)).toHaveLength(5);
    expect(countChanges(base, draft)).toBe(5);
  });

  test('they are as many as are listed, also where a list is emptied or filled', () => {
    const emptied = { ...base, routes: [] };
    expect(countChanges(base, emptied)).toBe(changesOf(base, emptied).length);
    expect(countChanges(emptied, base)).toBe(3);
    expect(countChanges(base, structuredClone(base))).toBe(0);
  });

  test('the list of changes shows what was and what will be', () => {
    const draft = { ...base, routes: [inbound('a.test'), forwarded('b.test', '10.0.0.5')] };
    const [section] = diffOf(changesOf(base, draft));
    expect(section?.title).toBe('Sent To → Route To');
    expect(section?.lines.map(({ sign, text }) => `${sign} ${text}`)).toEqual([
      '- b.test -> <inbound>',
      '+ b.test -> 10.0.0.5:25',
      '- c.test -> <inbound>',
    ]);
  });

  test('networks are shown as the lists show them', () => {
    const draft = rulesWith(base.routes, ['10.0.0.0/8', '10.1.2.0/24']);
    const [section] = diffOf(changesOf(base, draft));
    expect(section?.lines.map(({ text }) => text)).toEqual(['IP=10.1.2.0, MASK=255.255.255.0']);
  });

  test('one entry among 100,000 is found', () => {
    const networks = Array.from(
      { length: 100_000 },
      (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
    );
    const long = rulesWith([], networks);
    const entries = [...long.restrictions.addresses.entries];
    entries.splice(50_000, 1);
    const addresses = { ...long.restrictions.addresses, entries };
    const draft = { ...long, restrictions: { ...long.restrictions, addresses } };
    expect(changesOf(long, draft)).toHaveLength(1);
  });

  test("a note and an end stand beside the entry, the end in no reader's zone", () => {
    const entry = { network: '10.1.2.3', note: 'printer', until: '2026-12-31T18:00:00+01:00' };
    const addresses = { enabled: true, entries: [entry] };
    const draft = { ...base, restrictions: { ...base.restrictions, addresses } };
    const [section] = diffOf(changesOf(base, draft));
    expect(section?.lines.map(({ remark }) => remark)).toEqual([
      undefined,
      'printer, ends 2026-12-31 17:00 UTC',
    ]);
  });

  test('what stands in both is shown beside it when it is little, and counted when it is the whole list', () => {
    const draft = rulesWith(base.routes, ['10.0.0.0/8', '10.1.2.0/24']);
    expect(words(wholeDiff(base, draft))).toEqual([
      [
        'Hosts and clients with these IP addresses',
        '+ IP=10.1.2.0, MASK=255.255.255.0',
        '  IP=10.0.0.0, MASK=255.0.0.0',
      ],
      ['Sent To → Route To', '  3 rows are the same'],
    ]);
  });

  test('100,000 entries that are the same are one line', () => {
    const networks = Array.from(
      { length: 100_000 },
      (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
    );
    const before = rulesWith([], networks);
    const after = rulesWith([], networks.slice(1));
    expect(words(wholeDiff(before, after))).toEqual([
      [
        'Hosts and clients with these IP addresses',
        '- IP=10.0.0.0, MASK=255.255.255.255',
        '  99,999 rows are the same',
      ],
    ]);
  });
});
