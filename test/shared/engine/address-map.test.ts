import { expect, test } from 'vitest';
import { addressMap, pairsOf } from '../../../shared/engine/address-map.js';
import { unionOf } from '../../../shared/engine/address-set.js';

const permitted = pairsOf(unionOf(['10.1.2.0/24', '10.1.4.16/28', '8.8.8.8']));
const never = pairsOf(unionOf(['10.1.3.0/24', '10.1.2.66']));
const TEN = 10 * 2 ** 24;

test('a map tells of each part what may relay, what never may, and whether it is private', () => {
  const whole = addressMap(permitted, never, 0, 0);
  expect(whole).toHaveLength(256);
  expect(whole[10]).toEqual({
    first: TEN,
    size: 2 ** 24,
    permitted: 272,
    never: 257,
    isPrivate: true,
  });
  expect(whole[8]).toMatchObject({ permitted: 1, never: 0, isPrivate: false });
  expect(whole.filter((part) => part.permitted > 0)).toHaveLength(2);
  const [, one] = addressMap(permitted, never, TEN, 8);
  expect(one).toMatchObject({ first: TEN + 2 ** 16, permitted: 272 });
  const hosts = addressMap(permitted, never, TEN + 2 ** 16 + 2 ** 9, 24);
  expect(hosts.map((part) => part.permitted + part.never)).toEqual(
    hosts.map((_, i) => (i === 66 ? 2 : 1)),
  );
});
