import { expect, test } from 'vitest';
import { AbsentServers } from '../../../../server/relay/delivery/absent-servers.js';

function absentAt() {
  const clock = { now: 1000 };
  return { clock, absent: new AbsentServers(() => clock.now) };
}

/** Seconds for which it is left out from now on. */
function restOf({ clock, absent }: ReturnType<typeof absentAt>): number {
  const from = clock.now;
  while (absent.has('mx 25')) clock.now += 1000;
  return (clock.now - from) / 1000;
}

test('a server that does not answer is left out for 30 seconds, then longer, at most 5 minutes', () => {
  const both = absentAt();
  const rests = [1, 2, 3, 4, 5, 6].map(() => {
    both.absent.note('mx 25');
    return restOf(both);
  });
  expect(rests).toEqual([30, 60, 120, 240, 300, 300]);
});

test('many messages that find it out at once count as one', () => {
  const both = absentAt();
  for (let n = 0; n < 50; n += 1) both.absent.note('mx 25');
  expect(restOf(both)).toBe(30);
});

test('an answer ends it, and the next time begins anew', () => {
  const both = absentAt();
  both.absent.note('mx 25');
  both.absent.note('other 25');
  both.absent.forget('mx 25');
  expect([both.absent.has('mx 25'), both.absent.has('other 25')]).toEqual([false, true]);
  both.absent.note('mx 25');
  expect(restOf(both)).toBe(30);
});

test('it does not grow without end', () => {
  const { absent } = absentAt();
  for (let n = 0; n < 30_000; n += 1) absent.note(`${n} 25`);
  expect([absent.has('0 25'), absent.has('29999 25')]).toEqual([false, true]);
});
