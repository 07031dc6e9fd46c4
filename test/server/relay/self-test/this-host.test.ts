/** Disk, clock and forwarding, as the self-test says of them. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstDelivery } from '../../../../shared/api/delivery.js';
import { compile } from '../../../../shared/engine/compile.js';
import { FIRST_RULES, rulesSchema } from '../../../../shared/rules/schema.js';
import type { Family } from '../../../../server/host.js';
import type { Surroundings } from '../../../../server/relay/self-test/surroundings.js';
import { hostCheckSteps } from '../../../../server/relay/self-test/this-host.js';
import { Transcript } from '../../../../server/relay/self-test/transcript.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatepost-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Given {
  readonly problem?: string;
  readonly minimumFree?: number;
  readonly internal?: boolean;
  readonly forwarded?: readonly Family[];
}

async function found(id: string, given: Given = {}) {
  const { problem = null, minimumFree = 1, internal = false, forwarded = [] } = given;
  const internalAddresses = { enabled: internal, entries: [{ address: '192.0.2.10' }] };
  const rules = { ...FIRST_RULES.restrictions, internalAddresses };
  const { compiled } = compile(rulesSchema.parse({ ...FIRST_RULES, restrictions: rules }), {
    siteDomain: 'example.com',
    addresses: ['192.0.2.10'],
  });
  const surroundings = {
    folder,
    settings: () => ({ ...firstDelivery('example.com'), minimumFree }),
    rules: () => compiled!,
    diskProblem: () => problem,
  } as unknown as Surroundings;
  const step = hostCheckSteps(surroundings, () => forwarded).find((each) => each.id === id)!;
  const transcript = new Transcript();
  const finding = await step.run(transcript, new AbortController().signal);
  return { ...finding, lines: transcript.lines.map(({ text }) => text) };
}

test('room, inodes and the time of a commit are measured, and nothing is left behind', async () => {
  const { lines, says } = await found('disk');
  expect(lines[0]).toMatch(/ free, 1 B are kept free$/);
  expect(says).toMatch(/free; a commit takes up to \d+ ms\.$/);
  expect(await readdir(folder)).toEqual([]);
});

test('little room is a warning; that no mail is taken is bad', async () => {
  expect((await found('disk', { minimumFree: Number.MAX_SAFE_INTEGER })).state).toBe('warning');
  const problem = 'The data folder can only be read: no mail is taken.';
  expect(await found('disk', { problem })).toMatchObject({ state: 'bad', says: problem });
});

test('the clock says what it says, and nothing is claimed of its being right', async () => {
  const { state, says } = await found('clock');
  expect([state, says]).toEqual(['ok', expect.stringMatching(/^It says 20\d\d-/)]);
});

test('forwarding matters only where an internal address permits', async () => {
  expect((await found('forwarding', { forwarded: ['IPv4'] })).state).toBe('skipped');
  expect((await found('forwarding', { internal: true })).state).toBe('ok');
  const open = await found('forwarding', { internal: true, forwarded: ['IPv4', 'IPv6'] });
  expect([open.state, open.says]).toEqual([
    'warning',
    expect.stringContaining('forwards IPv4 and IPv6'),
  ]);
});
