import { describe, expect, test } from 'vitest';
import { marked } from '../../../client/draft/marks.js';
import { forwarded, inbound, rulesWith } from './rules-of-test.js';

const base = rulesWith([inbound('a.test'), inbound('b.test'), inbound('c.test')], ['10.0.0.0/8']);
const marks = (before: typeof base, after: typeof base) =>
  marked(before.routes, after.routes, ({ domain }) => domain).map(
    ({ item, mark, index }) => `${item.domain} ${mark} ${index}`,
  );

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
