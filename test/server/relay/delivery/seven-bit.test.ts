/** RFC 6152 3: a message for a server without 8BITMIME. */
import { isAscii } from 'node:buffer';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sevenBitOf } from '../../../../server/relay/delivery/seven-bit.js';

const octets = (text: string) => Buffer.from(text.replace(/\n/g, '\r\n'), 'utf8');
const text = (message: Buffer) => message.toString('utf8').replace(/\r\n/g, '\n');

/** Null where it cannot be converted. */
async function convert(body: Buffer | (() => Readable)): Promise<Buffer | null> {
  const found = await sevenBitOf(typeof body === 'function' ? body : () => body);
  if (!found) return null;
  const out = Buffer.concat(await Readable.from(found.body()).toArray());
  expect(out.length).toBe(found.size);
  expect(isAscii(out)).toBe(true);
  return out;
}

async function converted(message: string): Promise<string | null> {
  const out = await convert(octets(message));
  return out && text(out);
}

test('text becomes quoted-printable, and the header says so and nothing else new', async () => {
  const header = 'Received: by x\n\tfor y\nSubject: a\nMIME-Version: 1.0\n';
  const type = 'Content-Type: text/plain; charset="utf-8"\n';
  const message = `${header}Content-Transfer-Encoding: 8bit\n${type}X-Last: 1\n\ngr\u00fcn = x \n.\n`;
  expect(await converted(message)).toBe(
    `${header}${type}X-Last: 1\nContent-Transfer-Encoding: quoted-printable\n\ngr=C3=BCn =3D x=20\n=2E\n`,
  );
});

test('only the parts that need it change, each as it suits', async () => {
  const message = (attached: string, inner: string, label: string) => `MIME-Version: 1.0
Content-Type: multipart/mixed;
 boundary="out side"
${label}

This is a MIME message.
--out side
Content-Type: multipart/alternative; boundary=in

--in

plain ASCII =20 stays
--in
${inner}
--in--
--out side  \nContent-Type: application/octet-stream
Content-Disposition: attachment
${attached}
--out side
Content-Type: text/plain
Content-Transfer-Encoding: base64

Zm9v

--out side--
The end.
`;
  const before = message(
    'Content-Transfer-Encoding: binary\n\n\u20ac\u20ac\u20ac',
    'Content-Type: text/html; charset=utf-8\n\n<p>gr\u00fcn</p>',
    'Content-Transfer-Encoding: 8bit',
  );
  expect(await converted(before)).toBe(
    message(
      'Content-Transfer-Encoding: base64\n\n4oKs4oKs4oKs',
      'Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>gr=C3=BCn</p>',
      'Content-Transfer-Encoding: 7bit',
    ),
  );
});

test('text that is mostly not ASCII becomes base64', async () => {
  const out = await converted(
    `MIME-Version: 1.0\nContent-Type: text/plain\n\n${'\u0436'.repeat(60)}\n`,
  );
  expect(out).toContain('Content-Transfer-Encoding: base64\n\n');
  const body = out!.split('\n\n')[1]!;
  expect(body.split('\n')[0]).toHaveLength(76);
  expect(Buffer.from(body, 'base64').toString()).toBe(`${'\u0436'.repeat(60)}\r\n`);
});

test('a forwarded message is not encoded, its parts are', async () => {
  const message = (label: string, inner: string) =>
    `MIME-Version: 1.0\nContent-Type: message/rfc822\n${label}\n\nSubject: inner\n${inner}`;
  const before = message(
    'Content-Transfer-Encoding: 8bit',
    'Content-Type: text/plain\n\ngr\u00fcn\n',
  );
  const after = message(
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\ngr=C3=BCn\n',
  );
  expect(await converted(before)).toBe(after);
});

test('in a digest a part without a type is a message', async () => {
  const before =
    'MIME-Version: 1.0\nContent-Type: multipart/digest; boundary=x\n\n--x\n\nA: b\n\nf\u00fcr Sie\n--x--\n';
  expect(await converted(before)).toBe(
    before.replace(
      'A: b\n\nf\u00fcr Sie',
      'A: b\nContent-Type: text/plain; charset=unknown-8bit\nContent-Transfer-Encoding: quoted-printable\n\nf=C3=BCr Sie',
    ),
  );
});

test('a message from before MIME is labelled as of an unknown charset (RFC 1428)', async () => {
  expect(await converted('Subject: x\n\ngr\u00fcn\n')).toBe(
    'Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=unknown-8bit\n' +
      'Content-Transfer-Encoding: quoted-printable\n\ngr=C3=BCn\n',
  );
});

test('what nobody reads before and after the parts loses what is not ASCII', async () => {
  const before =
    'Content-Type: multipart/mixed; boundary=x\n\nm\u00fc\n--x\n\na\n--x--\nf\u00fcr\n';
  expect(await converted(before)).toBe(before.replaceAll('\u00fc', '??'));
});

const signed = (part: string) =>
  `Content-Type: multipart/signed; boundary=s; protocol="a/b"\nContent-Transfer-Encoding: 8bit\n\n--s\nContent-Transfer-Encoding: 8bit\n\n${part}\n--s--\n`;

test('what is signed or encrypted stays byte for byte beside a part that changes', async () => {
  const before = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n${signed('ASCII')}--x\n\nf\u00fcr Sie\n--x--\n`;
  const out = await converted(before);
  expect(out).toContain(`--x\n${signed('ASCII')}--x\nContent-Type`);
  expect(out).toContain('f=C3=BCr Sie\n--x--\n');
});

test.each([
  ['a signed part', `MIME-Version: 1.0\n${signed('\u00fc')}`],
  ['an encrypted part', signed('\u00fc').replace('multipart/signed', 'multipart/encrypted')],
  ['a header', 'Subject: gr\u00fcn\n\nx\n'],
  [
    'the header of a part',
    'Content-Type: multipart/mixed; boundary=x\n\n--x\nX-A: \u00fc\n\na\n--x--\n',
  ],
  ['a part that is already encoded', 'Content-Transfer-Encoding: quoted-printable\n\n\u00fc\n'],
  ['a part of an unknown encoding', 'Content-Transfer-Encoding: x-uuencode\n\n\u00fc\n'],
  ['a multipart without a boundary', 'Content-Type: multipart/mixed\n\n\u00fc\n'],
  [
    'a multipart with two boundaries',
    'Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\n\u00fc\n--a--\n',
  ],
  ['a part with two types', 'Content-Type: text/plain\nContent-Type: text/html\n\n\u00fc\n'],
  ['a report', 'Content-Type: message/delivery-status\n\n\u00fc\n'],
  ['a piece of a message', 'Content-Type: message/partial; id=a; number=1\n\n\u00fc\n'],
])('octets above 127 in %s cannot be encoded', async (_, message) => {
  expect(await converted(message)).toBeNull();
});

test.each([
  ['deep nesting', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n'.repeat(500)],
  ['many parts', `Content-Type: multipart/mixed; boundary=x\n\n${'--x\n\na\n'.repeat(20_000)}`],
  ['a header without end', `A: ${'b'.repeat(2_000_000)}`],
])('%s is given up, not followed', async (_, message) => {
  expect(await converted(`${message}\u00fc`)).toBeNull();
});

describe('whatever it holds', () => {
  const leaf = fc.record({
    type: fc.constantFrom('text/plain', 'text/html; charset=utf-8', 'image/png', 'message/global'),
    encoding: fc.constantFrom('', 'Content-Transfer-Encoding: 8bit\r\n'),
    lines: fc.array(
      fc.oneof(
        fc.string({ maxLength: 90 }).map((line) => line.replace(/[\r\n]/g, ' ')),
        fc.string({ unit: 'grapheme', maxLength: 90 }).map((line) => line.replace(/[\r\n]/g, ' ')),
        fc.constantFrom(
          '',
          '.',
          '--',
          '-- ',
          '--0',
          '=',
          'a \t',
          '\t',
          'x'.repeat(3000),
          '\u00fc'.repeat(2000),
        ),
      ),
      { maxLength: 8 },
    ),
  });
  const many = fc.array(leaf, { minLength: 1, maxLength: 5 });

  const contentOf = ({ lines }: { lines: string[] }) => Buffer.from(lines.join('\r\n'));

  test('each part decodes to what it was, wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(many, fc.integer({ min: 1, max: 5000 }), async (parts, cut) => {
        const pieces = parts.flatMap((part, index) => [
          `${index === 0 ? '' : '\r\n'}--b0und\r\nContent-Type: ${part.type}\r\n${part.encoding}\r\n`,
          contentOf(part),
        ]);
        const header =
          'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b0und"\r\n\r\n';
        const whole = Buffer.concat(
          [header, ...pieces, '\r\n--b0und--\r\n'].map((piece) => Buffer.from(piece)),
        );
        const out = (await convert(whole))!;
        expect(await convert(() => Readable.from(cutInto(whole, cut)))).toEqual(out);
        const found = out
          .toString('latin1')
          .split(/(?:^|\r\n)--b0und(?:--)?\r\n/)
          .slice(1, -1);
        expect(found.map(decoded)).toEqual(parts.map(contentOf));
        for (const line of found.join('\r\n').split('\r\n')) {
          if (!isPlain(parts, line)) expect(line.length).toBeLessThanOrEqual(76);
        }
      }),
      { numRuns: 150 },
    );
  });

  /** A line of a part that was not encoded. */
  function isPlain(parts: readonly { lines: string[] }[], line: string): boolean {
    return parts.some((part) => isAscii(contentOf(part)) && part.lines.includes(line));
  }
});

test('a message of 40 MiB costs no more memory than a small one', async () => {
  const line = Buffer.from(`${'gr\u00fcn '.repeat(12)}\r\n`);
  const chunk = Buffer.concat(Array<Buffer>(800).fill(line));
  const count = Math.ceil((40 * 1024 * 1024) / chunk.length);
  const body = () =>
    Readable.from(
      (function* () {
        yield Buffer.from('Subject: x\r\n\r\n');
        for (let n = 0; n < count; n += 1) yield chunk;
      })(),
    );
  const before = process.memoryUsage().rss;
  let peak = 0;
  const out = (await sevenBitOf(body))!;
  for await (const piece of out.body() as Readable) {
    peak = Math.max(peak, process.memoryUsage().rss - before + (piece as Buffer).length);
  }
  expect(out.size).toBeGreaterThan(count * chunk.length);
  expect(peak).toBeLessThan(100 * 1024 * 1024);
});

function* cutInto(whole: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

/** The content of a part, by its own label. */
function decoded(part: string): Buffer {
  const end = part.indexOf('\r\n\r\n');
  const [header, body] = [part.slice(0, end), part.slice(end + 4)];
  if (/: base64/.test(header)) return Buffer.from(body, 'base64');
  if (!/: quoted-printable/.test(header)) return Buffer.from(body, 'latin1');
  const joined = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  return Buffer.from(joined, 'latin1');
}
