import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DELIVERY_WORDS } from '../../../client/draft/delivery-words.js';
import { mergeRules } from '../../../client/draft/merge.js';
import { mergeSettings } from '../../../client/draft/settings-changes.js';
import { firstDelivery } from '../../../shared/api/delivery.js';
import { forwarded, inbound, rulesWith } from './rules-of-test.js';

const base = rulesWith([inbound('a.test'), inbound('b.test')], ['10.0.0.0/8']);

describe('two administrators change the rules', () => {
  test('what only one of them changed is kept from whoever changed it', () => {
    const mine = { ...base, routes: [...base.routes, inbound('mine.test')] };
    const theirs = rulesWith(
      [...base.routes, inbound('theirs.test')],
      ['10.0.0.0/8', '10.1.0.0/16'],
    );
    const { rules, items } = mergeRules(base, mine, theirs);
    expect(rules.routes.map(({ domain }) => domain)).toEqual([
      'a.test',
      'b.test',
      'theirs.test',
      'mine.test',
    ]);
    expect(rules.restrictions).toEqual(theirs.restrictions);
    expect(items.map(({ who }) => who).toSorted()).toEqual(['mine', 'theirs', 'theirs']);
  });

  test('where both changed a row mine wins, and all three are shown', () => {
    const mine = { ...base, routes: [inbound('a.test'), forwarded('b.test', '10.0.0.1')] };
    const theirs = { ...base, routes: [inbound('a.test'), forwarded('b.test', '10.0.0.2')] };
    const { rules, items } = mergeRules(base, mine, theirs);
    expect(rules.routes).toEqual(mine.routes);
    expect(items).toMatchObject([
      {
        who: 'both',
        base: 'b.test -> <inbound>',
        mine: 'b.test -> 10.0.0.1:25',
        theirs: 'b.test -> 10.0.0.2:25',
      },
    ]);
  });

  test('a row that I removed and they changed is asked about, and stays removed', () => {
    const mine = { ...base, routes: [inbound('a.test')] };
    const theirs = { ...base, routes: [inbound('a.test'), forwarded('b.test', '10.0.0.2')] };
    const { rules, items } = mergeRules(base, mine, theirs);
    expect(rules.routes.map(({ domain }) => domain)).toEqual(['a.test']);
    expect(items).toMatchObject([{ who: 'both', mine: undefined }]);
  });

  test('both did the same: there is nothing to ask about', () => {
    const mine = { ...base, routes: [...base.routes, inbound('c.test')] };
    expect(mergeRules(base, mine, structuredClone(mine)).items).toEqual([]);
  });

  test('no row of either is ever lost', () => {
    const domains = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
    const rules = domains.map((names) => rulesWith(names.map(inbound)));
    fc.assert(
      fc.property(rules, rules, rules, (before, mine, theirs) => {
        const has = (of: typeof mine, name: string) => of.routes.some((r) => r.domain === name);
        const { rules: merged } = mergeRules(before, mine, theirs);
        for (const name of ['a', 'b', 'c', 'd', 'e']) {
          const [was, my, their] = [before, mine, theirs].map((of) => has(of, name));
          expect(has(merged, name)).toBe(my === was ? their : my);
        }
      }),
    );
  });
});

describe('two administrators change Connections', () => {
  const settings = firstDelivery('example.com');

  test('settings that only they changed are taken, mine stand on top', () => {
    const mine = { ...settings, siteDomain: 'mine.test' };
    const theirs = { ...settings, expireAfter: 3600 };
    const merge = mergeSettings(DELIVERY_WORDS, settings, mine, theirs);
    expect(merge.settings).toEqual({ ...settings, siteDomain: 'mine.test', expireAfter: 3600 });
    expect(merge.items).toMatchObject([
      { section: 'Site domain', who: 'mine', mine: 'mine.test' },
      { section: 'Message time-out', who: 'theirs', base: '2 days', theirs: '1 h' },
    ]);
  });

  test('a setting that both changed is named, with both values', () => {
    const to = (host: string) =>
      ({ ...settings, inbound: { kind: 'smtp', host, port: 25 } }) as const;
    const { items } = mergeSettings(DELIVERY_WORDS, settings, to('mine.test'), to('theirs.test'));
    expect(items).toMatchObject([
      { who: 'both', mine: 'SMTP to mine.test:25', theirs: 'SMTP to theirs.test:25' },
    ]);
  });

  test('a password is never shown', () => {
    const mine = {
      ...settings,
      outbound: {
        kind: 'smarthost',
        host: 'smart.test',
        port: 587,
        tls: 'required',
        auth: { username: 'gate', password: 'a secret of ours' },
      },
    } as const;
    const { items } = mergeSettings(DELIVERY_WORDS, settings, mine, settings);
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain('secret');
    expect(items[0]?.mine).toContain('logged on as gate with a new password');
  });
});
