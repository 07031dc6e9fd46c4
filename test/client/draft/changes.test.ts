import { describe, expect, test } from 'vitest';
import { changesOf, diffOf } from '../../../client/draft/changes.js';
import { marked } from '../../../client/draft/marks.js';
import { forwarded, inbound, rulesWith } from './rules-of-test.js';

const base = rulesWith([inbound('a.test'), inbound('b.test'), inbound('c.test')], ['10.0.0.0/8']);
const marks = (before: typeof base, after: typeof base) =>
  marked(before.routes, after.routes, ({ domain }) => domain).map(
    ({ item, mark, index }) => `${item.domain} ${mark} ${index}`,
  );

describe('what a draft changes', () => {
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

  test('one entry among 100,000 is found at once', () => {
    const networks = Array.from(
      { length: 100_000 },
      (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
    );
    const long = rulesWith([], networks);
    const entries = [...long.restrictions.addresses.entries];
    entries.splice(50_000, 1);
    const addresses = { ...long.restrictions.addresses, entries };
    const draft = { ...long, restrictions: { ...long.restrictions, addresses } };
    const start = performance.now();
    expect(changesOf(long, draft)).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(100);
  });
});

describe('marks in a list', () => {
  test('a removed row stays in its place until Apply', () => {
    const draft = { ...base, routes: [base.routes[0]!, base.routes[2]!] };
    expect(marks(base, draft)).toEqual(['a.test same 0', 'b.test removed -1', 'c.test same 1']);
  });

  test('a removed first row stays first', () => {
    const draft = { ...base, routes: base.routes.slice(1) };
    expect(marks(base, draft)[0]).toBe('a.test removed -1');
  });

  test('added and changed rows say so', () => {
    const [a, , c] = base.routes;
    const draft = { ...base, routes: [a!, forwarded('b.test', 'mx.test'), c!, inbound('d.test')] };
    expect(marks(base, draft)).toEqual([
      'a.test same 0',
      'b.test changed 1',
      'c.test same 2',
      'd.test added 3',
    ]);
  });

  test('every row has a key of its own, whatever was removed and added', () => {
    const draft = { ...base, routes: [inbound('d.test'), base.routes[1]!] };
    const rows = marked(base.routes, draft.routes, ({ domain }) => domain);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(rows).toHaveLength(4);
  });
});
