/** Preview by replay is what asking about every recorded recipient again would say. */
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DecisionLog } from '../../../server/console/decision-log.js';
import { previewOf } from '../../../server/console/preview.js';
import {
  openCommands,
  type DecisionCommands,
} from '../../../server/store/decisions/writer-commands.js';
import type { Preview, PreviewPart } from '../../../shared/api/preview.js';
import { decide } from '../../../shared/engine/decide.js';
import type { Decision, DecisionRequest } from '../../../shared/engine/decision.js';
import type { Rules } from '../../../shared/rules/schema.js';
import { compiledOf } from '../../support/compiled.js';
import { recordedRow, requestOf } from '../../support/recorded.js';
import {
  oracleRequestArbitrary,
  OWN_ADDRESSES,
  rulesArbitrary,
} from '../../support/rules-arbitrary.js';

const host = { siteDomain: 'a.test', addresses: OWN_ADDRESSES };
const folder = mkdtempSync(join(tmpdir(), 'gatepost-preview-'));
const log = new DecisionLog(join(folder, 'decisions.db'));
const NOW = new Date('2026-01-01T12:00:00Z');
const ODD = [
  'x@@y',
  'postmaster',
  '"q q"@b.test',
  '@c.test:u@a.test',
  'u@[10.0.0.1]',
  'u@a_b.test',
];
let requests: readonly DecisionRequest[];

beforeAll(() => {
  const drawn = fc.sample(oracleRequestArbitrary, { numRuns: 1000, seed: 7 });
  requests = drawn.map((each, i) => {
    const request = requestOf(each);
    return i % 10 === 0 ? { ...request, recipient: ODD[(i / 10) % ODD.length]! } : request;
  });
  const { db, commands } = openCommands(join(folder, 'decisions.db'));
  const { append, enforce } = commands as unknown as DecisionCommands;
  const enforcement = enforce({
    revision: 1,
    host: JSON.stringify(host),
    since: NOW.toISOString(),
  });
  const [rules] = fc.sample(rulesArbitrary, { numRuns: 1, seed: 3 });
  const compiled = compiledOf(rules!, host);
  append(requests.map((each, i) => recordedRow(compiled, each, { number: i + 1, enforcement })));
  db.close();
});
afterAll(() => {
  log.close();
  rmSync(folder, { recursive: true, force: true });
});

function previewed(before: Rules, after: Rules): Promise<Preview> {
  const revision = { revision: 3, author: 'a', at: '', note: '', rules: before, confirmed: [] };
  const desk = { current: () => ({ revision, rulesText: '' }) };
  return previewOf(
    { decisions: log, desk: desk as never, now: () => NOW },
    {
      rules: after,
      compiled: compiledOf(after, host),
      before: compiledOf(before, host),
      since: new Date(0),
    },
  );
}

/** Every request asked again, one by one. */
function bruteForce(before: Rules, after: Rules) {
  const [was, is] = [compiledOf(before, host), compiledOf(after, host)];
  const parts = { loses: none(), gains: none(), others: none(), rerouted: none() };
  let unchanged = 0;
  for (const request of requests) {
    const asked = { ...request, at: NOW.toISOString() };
    const name = nameOf(decide(was, asked), decide(is, asked));
    if (name === null) {
      unchanged += 1;
    } else {
      parts[name].decisions += 1;
      parts[name].peers.add(request.peer);
    }
  }
  return { unchanged, parts };
}

const none = () => ({ decisions: 0, peers: new Set<string>() });

function nameOf(was: Decision, is: Decision) {
  if (was.verdict === 'relay' && is.verdict === 'reject') return 'loses';
  if (was.verdict === 'reject' && is.verdict === 'relay') return 'gains';
  if (was.verdict !== is.verdict) return 'others';
  if (was.verdict === 'reject') return null;
  const same =
    JSON.stringify(was.nextHop) === JSON.stringify(is.nextHop) &&
    domainOf(was.recipient) === domainOf(is.recipient);
  return same ? null : 'rerouted';
}

const domainOf = (recipient: string) => recipient.slice(recipient.lastIndexOf('@') + 1);

test('a preview counts what asking about every recorded recipient again would find', async () => {
  await fc.assert(
    fc.asyncProperty(rulesArbitrary, draftArbitrary, async (before, draft) => {
      const after = draft(before);
      const preview = await previewed(before, after);
      const { unchanged, parts } = bruteForce(before, after);
      expect(preview.decisions).toBe(requests.length);
      expect(preview.unchanged).toBe(unchanged);
      for (const name of ['loses', 'gains', 'others', 'rerouted'] as const) {
        const { decisions, peers } = parts[name];
        expect([name, preview[name].decisions, preview[name].peers]).toEqual([
          name,
          decisions,
          peers.size,
        ]);
        expect(counted(preview[name])).toBe(decisions);
      }
    }),
    { numRuns: 250 },
  );
}, 60_000);

/** What an administrator changes: all, or a part or two of the rules. */
const draftArbitrary = fc
  .tuple(rulesArbitrary, fc.option(fc.subarray(['routes', 'never', 'addresses', 'others'])))
  .map(([other, parts]) => (rules: Rules): Rules => {
    if (parts === null) return other;
    const takes = (part: string) => parts.includes(part);
    const { never, addresses, ...others } = other.restrictions;
    return {
      ...rules,
      ...(takes('routes') && { routes: other.routes }),
      restrictions: {
        ...rules.restrictions,
        ...(takes('never') && { never }),
        ...(takes('addresses') && { addresses }),
        ...(takes('others') && others),
      },
    };
  });

const counted = ({ groups }: PreviewPart) =>
  groups.reduce((sum, { decisions }) => sum + decisions, 0);

test('a network that the draft takes away is named as the cause, with the last of its refusals', async () => {
  const [some] = fc.sample(rulesArbitrary, { numRuns: 1, seed: 11 });
  const permitting = (entries: { network: string }[]): Rules => ({
    ...some!,
    reroute: true,
    routes: [],
    restrictions: {
      authenticated: false,
      addresses: { enabled: true, entries },
      internalAddresses: { enabled: false, entries: [] },
      never: { entries: [] },
    },
  });
  const before = permitting([{ network: '10.0.0.0/24' }, { network: '10.0.1.1' }]);
  const preview = await previewed(before, permitting([{ network: '10.0.1.1' }]));
  expect(preview.gains.decisions).toBe(0);
  for (const { because, before: was, after, peer, example } of preview.loses.groups) {
    expect(because).toEqual({ change: 'removes', rule: 'address 10.0.0.0/24' });
    expect([was.verdict, after.verdict]).toEqual(['relay', 'reject']);
    expect(example.peer).toBe(peer);
  }
  const back = await previewed(permitting([{ network: '10.0.1.1' }]), before);
  expect(back.gains.groups).toHaveLength(1);
  expect(back.gains.groups[0]).toMatchObject({ network: '10.0.0.0/24', peer: null, peers: 4 });
});
