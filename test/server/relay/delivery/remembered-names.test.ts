import { expect, test } from 'vitest';
import { rememberedNames } from '../../../../server/relay/delivery/remembered-names.js';
import type { Answer } from '../../../../server/relay/delivery/resolver.js';

function namesOf(answerTo: (name: string) => Answer<readonly string[]>) {
  const clock = { now: 1000 };
  const asked: string[] = [];
  const addresses = (name: string) => {
    asked.push(name);
    return Promise.resolve(answerTo(name));
  };
  const mx = () => Promise.resolve({ kind: 'none' } as const);
  const asking = { mx, addresses, pointers: mx, hostAddresses: addresses };
  const names = rememberedNames(asking, () => clock.now);
  return { names, asked, clock };
}

const FOUND = { kind: 'found', value: ['192.0.2.1'] } as const;

test('an answer is good for some seconds, then it is asked again', async () => {
  const { names, asked, clock } = namesOf(() => FOUND);
  for (let n = 0; n < 5; n += 1) expect(await names.addresses('mx.test')).toEqual(FOUND);
  clock.now += 9000;
  await names.addresses('mx.test');
  expect(asked).toHaveLength(1);
  clock.now += 2000;
  await names.addresses('mx.test');
  expect(asked).toHaveLength(2);
});

test('those that ask at the same time share one question', async () => {
  const { names, asked } = namesOf(() => FOUND);
  await Promise.all(Array.from({ length: 50 }, () => names.addresses('mx.test')));
  expect(asked).toEqual(['mx.test']);
});

test.each(['none', 'no-name', 'fault'] as const)('%s is asked anew each time', async (kind) => {
  const { names, asked } = namesOf(() => (kind === 'fault' ? { kind, why: 'x' } : { kind }));
  for (let n = 0; n < 3; n += 1) await names.hostAddresses('mx.test');
  expect(asked).toHaveLength(3);
});

test('it does not grow without end, and what is under way is not lost', async () => {
  const { names, asked } = namesOf(() => FOUND);
  const answers = Array.from({ length: 20_000 }, (_, n) => names.addresses(`${n}.test`));
  expect(await Promise.all(answers)).toEqual(answers.map(() => FOUND));
  await names.addresses('0.test');
  expect(asked).toHaveLength(20_001);
});
