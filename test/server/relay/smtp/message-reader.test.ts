import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIXED_LIMITS } from '../../../../server/relay/smtp/front.js';
import { MessageReader } from '../../../../server/relay/smtp/message-reader.js';

const LIMITS = { ...FIXED_LIMITS, messageSize: 1_000_000 };

/** Feeds a message in the given chunks; the message as it is kept, or the reply that refuses it. */
function read(chunks: readonly (string | Buffer)[], limits = LIMITS): string {
  const reader = new MessageReader(limits);
  const kept = chunks.map((chunk) => reader.read(Buffer.from(chunk)));
  const problem = reader.problem();
  return problem ? `${problem.code} ${problem.enhanced}` : Buffer.concat(kept).toString('latin1');
}

describe('line ends', () => {
  test('a message with CRLF line ends is kept byte for byte', () => {
    const text = 'Subject: a\r\n\r\nline\r\n\r\n.dot\r\n';
    expect(read([text])).toBe(text);
  });

  test('a bare LF counts as a line end and is kept as CRLF', () => {
    expect(read(['a\nb\r\nc\n'])).toBe('a\r\nb\r\nc\r\n');
  });

  test.each([
    ['bare CR', 'a\rb\r\n'],
    ['CR CR LF', 'a\r\r\n'],
    ['CR before the end of a line of its own', '\r\r\n'],
    ['NUL', 'a\0b\r\n'],
  ])('%s is refused', (_, text) => expect(read([text])).toBe('550 5.6.0'));

  test('it makes no difference how a message is cut into chunks', () => {
    const naive = (text: string) =>
      /\0|\r(?!\n)/.test(text) ? '550 5.6.0' : text.replace(/\r?\n/g, '\r\n');
    const piece = fc.constantFrom(
      'a',
      '\r\n',
      '\n',
      '\r',
      '.',
      'Received: x\r\n',
      '\r\n\r\n',
      '\0',
    );
    const property = fc.property(
      fc.array(piece, { maxLength: 20 }),
      fc.array(fc.nat({ max: 40 }), { maxLength: 6 }),
      (pieces, cuts) => {
        const text = pieces.join('') + 'end\r\n';
        const places = [0, ...cuts.filter((cut) => cut < text.length), text.length].toSorted(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, i) => text.slice(places[i], end));
        expect(read(chunks)).toBe(naive(text));
      },
    );
    fc.assert(property, { numRuns: 3000 });
  });
});

describe('limits', () => {
  const hops = (count: number) => 'received: from a by b\r\n\tid x\r\n'.repeat(count);

  test('thirty Received fields are a loop, twenty-nine are not', () => {
    expect(read([`${hops(29)}\r\nbody\r\n`])).toContain('body');
    expect(read([`${hops(30)}\r\nbody\r\n`])).toBe('554 5.4.6');
  });

  test('Received lines in the body do not count', () => {
    expect(read([`Subject: a\r\n\r\n${hops(40)}`])).toContain('received');
  });

  test('a message over the size limit is refused', () => {
    const limits = { ...LIMITS, messageSize: 10 };
    expect(read(['12345678\r\n'], limits)).toBe('12345678\r\n');
    expect(read(['12345678\r\n', '9'], limits)).toBe('552 5.3.4');
  });
});
