/** Threats: T3. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIRST_LIMITS } from '../../../../shared/api/limits.js';
import { MessageReader } from '../../../../server/relay/smtp/message-reader.js';

const LIMITS = { ...FIRST_LIMITS, messageSize: 1_000_000, hops: 30 };

/**
 * Feeds what comes after DATA in the given chunks, and the end of data where they bring none; the message
 * as it is kept, or the reply that refuses it.
 */
function read(chunks: readonly string[], limits = LIMITS): string {
  const { message, problem } = feed([...chunks, '.\r\n'], limits);
  return problem ?? message;
}

function feed(chunks: readonly string[], limits = LIMITS) {
  const reader = new MessageReader(limits);
  const kept: Buffer[] = [];
  let rest: string | null = null;
  for (const chunk of chunks) {
    if (rest === null) kept.push(reader.read(Buffer.from(chunk, 'latin1')));
    else rest += chunk;
    rest ??= reader.rest?.toString('latin1') ?? null;
  }
  const { problem } = reader;
  const message = Buffer.concat(kept).toString('latin1');
  return { message, rest, problem: problem && `${problem.code} ${problem.enhanced}` };
}

/** Where the message ends, and what it is: RFC 5321 4.5.2 by regular expressions, for a whole text. */
function naive(text: string) {
  const end = /(?:^|\r\n)\.\r\n/.exec(text);
  const until = end ? end.index + (end[0].startsWith('\r') ? 2 : 0) : text.length;
  const rest = end ? text.slice(end.index + end[0].length) : null;
  const raw = text.slice(0, until);
  if (/\0|\r(?!\n)/.test(raw)) return { message: '', rest, problem: '550 5.6.0' };
  const message = raw.replace(/(^|\n)\.(?!\r?\n)/g, '$1').replace(/\r?\n/g, '\r\n');
  return { message, rest, problem: null };
}

describe('line ends', () => {
  test('a message with CRLF line ends is kept byte for byte', () => {
    const text = 'Subject: a\r\n\r\nline\r\n\r\ndot.\r\n';
    expect(read([text])).toBe(text);
  });

  test('a bare LF counts as a line end and is kept as CRLF', () => {
    expect(read(['a\nb\r\nc\r\n'])).toBe('a\r\nb\r\nc\r\n');
  });

  test.each([
    ['bare CR', 'a\rb\r\n'],
    ['CR CR LF', 'a\r\r\n'],
    ['CR before the end of a line of its own', '\r\r\n'],
    ['NUL', 'a\0b\r\n'],
  ])('%s is refused', (_, text) => expect(read([text])).toBe('550 5.6.0'));

  test('it makes no difference how a message is cut into chunks', () => {
    const piece = fc.constantFrom(
      'a',
      '\r\n',
      '\n',
      '\r',
      '.',
      '..',
      '.\r\n',
      '.\n',
      'Received: x\r\n',
      '\r\n\r\n',
      '\0',
    );
    const property = fc.property(
      fc.array(piece, { maxLength: 20 }),
      fc.array(fc.nat({ max: 40 }), { maxLength: 6 }),
      (pieces, cuts) => {
        const text = pieces.join('') + 'x\r\n.\r\nQUIT\r\n';
        const places = [0, ...cuts.filter((cut) => cut < text.length), text.length].toSorted(
          (a, b) => a - b,
        );
        const chunks = places.slice(1).map((end, i) => text.slice(places[i], end));
        const { message, rest, problem } = feed(chunks);
        const told = naive(text);
        expect({ rest, problem }).toEqual({ rest: told.rest, problem: told.problem });
        if (problem === null) expect(message).toBe(told.message);
      },
    );
    fc.assert(property, { numRuns: 3000 });
  });
});

describe('the end of the message', () => {
  test('what is sent ahead after it is handed on', () => {
    expect(feed(['a\r\n.\r', '\nMAIL FROM:<', 'a@b.test>'])).toEqual({
      message: 'a\r\n',
      rest: 'MAIL FROM:<a@b.test>',
      problem: null,
    });
  });

  test('a message may be empty', () =>
    expect(feed(['.\r\n'])).toMatchObject({ message: '', rest: '' }));

  test.each(['\n.\n', '\n.\r\n', '\r\n.\n'])('%j ends nothing', (text) => {
    const { message, rest } = feed([`a${text}b\r\n`]);
    expect(rest).toBeNull();
    expect(message).toBe('a\r\n.\r\nb\r\n');
  });

  test('a line of one dot that came stuffed is content, in whatever chunks', () => {
    for (const chunks of [
      ['..\r\n.\r\n'],
      ['.', '.', '\r', '\n', '.', '\r\n'],
      ['..', '\r\n.\r\n'],
    ]) {
      expect(feed(chunks)).toMatchObject({ message: '.\r\n', rest: '' });
    }
  });

  test('the end of a refused message is found all the same', () => {
    expect(feed(['a\0\r\n.\r\nNOOP'])).toMatchObject({ rest: 'NOOP', problem: '550 5.6.0' });
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

describe('the size of the header', () => {
  const limits = { ...LIMITS, headerSize: 4096 };
  const field = `X-Filler: ${'x'.repeat(90)}\r\n`;
  const folded = ` ${'x'.repeat(1500)}\r\n`;
  const cut = (text: string, size: number) => text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;

  test.each([
    ['many fields', field.repeat(41)],
    ['one long field', `Subject: ${'x'.repeat(5000)}\r\n\r\n`],
    ['a field that is folded', `Subject: a\r\n${folded.repeat(3)}`],
  ])('%s are too much, however they are cut', (_, text) => {
    for (const size of [1, 7, 64, 10_000]) expect(read(cut(text, size), limits)).toBe('552 5.3.4');
  });

  test.each([
    ['a header just below it', `${field.repeat(40)}\r\n${'x'.repeat(9000)}\r\n`],
    ['a body alone', `${'x'.repeat(70)}\r\n`.repeat(100)],
    ['one line that is no field', `${'x'.repeat(9000)}\r\n`],
  ])('%s is taken, however it is cut', (_, text) => {
    for (const size of [1, 7, 64, 10_000]) expect(read(cut(text, size), limits)).toBe(text);
  });
});
