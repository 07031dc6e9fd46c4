/** Changes of octets that know nothing of what they mean, but for words that are worth putting in. */
import { pick } from './fuzzer.js';

const OCTETS = [
  0, 1, 9, 10, 13, 32, 0x22, 0x2e, 0x30, 0x3a, 0x3c, 0x3e, 0x40, 0x5c, 0x7f, 0x80, 255,
];
const TIMES = [2, 3, 10, 100, 1000];
const MOST_REPEATED = 128 * 1024;

export function mutated(
  random: () => number,
  input: Buffer,
  other: Buffer,
  words: readonly string[],
): Buffer {
  let result = input;
  const changes = 1 + Math.floor(random() * random() * 6);
  for (let count = 0; count < changes; count += 1) result = changed(random, result, other, words);
  return result;
}

function changed(
  random: () => number,
  input: Buffer,
  other: Buffer,
  words: readonly string[],
): Buffer {
  const at = Math.floor(random() * (input.length + 1));
  const end = Math.min(input.length, at + Math.floor(random() * random() * 40));
  const put = (piece: Buffer, from = at, to = at) =>
    Buffer.concat([input.subarray(0, from), piece, input.subarray(to)]);
  switch (Math.floor(random() * 9)) {
    case 0:
      return put(Buffer.of(pick(random, OCTETS)), at, Math.min(input.length, at + 1));
    case 1:
      return put(Buffer.of(Math.floor(random() * 256)));
    case 2:
      return put(Buffer.alloc(0), at, end);
    case 3:
      return put(input.subarray(at, end));
    case 4:
      return put(Buffer.from(pick(random, words)));
    case 5:
      return put(Buffer.from(pick(random, words)), at, end);
    case 6: {
      const from = Math.floor(random() * other.length);
      return Buffer.concat([input.subarray(0, at), other.subarray(from)]);
    }
    case 7: {
      const octet = input[at];
      if (octet === undefined) return input;
      return put(Buffer.of(octet ^ (1 << Math.floor(random() * 8))), at, at + 1);
    }
    default: {
      const piece = at < end ? input.subarray(at, end) : Buffer.from('x');
      const times = Math.min(pick(random, TIMES), MOST_REPEATED / piece.length);
      return put(Buffer.concat(Array<Buffer>(Math.ceil(times)).fill(piece)));
    }
  }
}
