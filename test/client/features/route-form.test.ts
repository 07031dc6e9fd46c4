import { describe, expect, test } from 'vitest';
import {
  formOf,
  readRoute,
  withRoute,
  type RouteForm,
} from '../../../client/features/routing/route-form.js';
import type { Route } from '../../../shared/rules/schema.js';

const HOST = { siteDomain: 'example.com', addresses: [] };
const read = (part: Partial<RouteForm>, routes: Route[] = [], index: number | null = null) =>
  readRoute({ ...formOf(null), ...part }, routes, index, HOST);

describe('the row that the dialog says', () => {
  test('is inbound at the inbound host unless told otherwise', () => {
    expect(read({ domain: 'Example.COM' }).route).toEqual({
      domain: 'example.com',
      to: { kind: 'inbound' },
    });
  });

  test('is inbound at a host of its own', () => {
    const form = {
      domain: 'a.test',
      at: 'own',
      inboundHost: '10.0.0.20',
      inboundPort: '2525',
    } as const;
    expect(read(form).route?.to).toEqual({ kind: 'inbound', host: '10.0.0.20', port: 2525 });
  });

  test('rewrites, forwards, or goes to the mail servers of the domain', () => {
    expect(read({ domain: 'a.test', kind: 'domain', rerouteTo: 'b.test' }).route?.to).toEqual({
      kind: 'domain',
      domain: 'b.test',
    });
    expect(read({ domain: 'a.test', kind: 'host', host: 'mx.test' }).route?.to).toEqual({
      kind: 'host',
      host: 'mx.test',
      port: 25,
    });
    expect(read({ domain: 'a.test', kind: 'destination' }).route?.to).toEqual({
      kind: 'destination',
    });
  });

  test('never overrides restrictions where it is inbound', () => {
    expect(read({ domain: 'a.test', alwaysRelay: true }).route).not.toHaveProperty('alwaysRelay');
    const forwarded = { domain: 'a.test', kind: 'destination', alwaysRelay: true } as const;
    expect(read(forwarded).route).toHaveProperty('alwaysRelay', true);
  });

  test('keeps the note and the end that the row had', () => {
    const row: Route = {
      domain: 'a.test',
      to: { kind: 'inbound' },
      note: 'until the move',
      until: '2027-01-01T00:00:00Z',
    };
    expect(readRoute(formOf(row), [row], 0, HOST).route).toEqual(row);
  });

  test('comes back as the same row, whatever it says', () => {
    const rows: Route[] = [
      { domain: '#a.test', to: { kind: 'inbound', host: 'mx.test', port: 24 } },
      { domain: '.b.test', to: { kind: 'destination' }, alwaysRelay: true },
      { domain: '[192.0.2.1]', to: { kind: 'host', host: '10.0.0.5', port: 26 } },
      { domain: 'c.test', to: { kind: 'domain', domain: 'd.test' } },
    ];
    for (const row of rows) expect(readRoute(formOf(row), [], null, HOST).route).toEqual(row);
  });
});

describe('what the dialog refuses, beside the field', () => {
  test('an address where a domain belongs, with the domain offered', () => {
    const { route, problems } = read({ domain: 'ada@example.com' });
    expect(route).toBeNull();
    expect(problems.domain?.suggestions).toEqual(['example.com']);
  });

  test('a second row for a domain', () => {
    const routes: Route[] = [{ domain: 'a.test', to: { kind: 'inbound' } }];
    expect(read({ domain: 'A.test' }, routes).problems.domain?.message).toContain('already');
    expect(read({ domain: 'A.test' }, routes, 0).problems).toEqual({});
  });

  test('rows that rewrite in a circle', () => {
    const routes: Route[] = [{ domain: 'a.test', to: { kind: 'domain', domain: 'b.test' } }];
    const form = { domain: 'b.test', kind: 'domain', rerouteTo: 'a.test' } as const;
    expect(read(form, routes).problems.rerouteTo?.message).toContain('circle');
  });

  test('a port that is none, and a port in the host', () => {
    const form = { domain: 'a.test', kind: 'host', host: 'mx.test:26', port: '99999' } as const;
    const { problems } = read(form);
    expect(problems.port?.message).toBe('From 1 to 65535.');
    expect(problems.host?.suggestions).toEqual(['mx.test']);
  });

  test('only what belongs to the choice that is made', () => {
    expect(read({ domain: 'a.test', host: '???', port: 'x', rerouteTo: ' ' }).problems).toEqual({});
  });
});

test('an edited row keeps its place, a new one goes to the end', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((domain): Route => ({ domain, to: { kind: 'inbound' } }));
  expect(withRoute([a!, b!], c!, 0)).toEqual([c, b]);
  expect(withRoute([a!, b!], c!, null)).toEqual([a, b, c]);
});
