/** Threats: T3. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DotStuffing } from '../../../../server/relay/delivery/dot-stuffing.js';

function stuffed(...chunks: (string | Buffer)[]): Buffer {
  const stuffing = new DotStuffing();
  return Buffer.concat([
    ...chunks.map((chunk) => stuffing.take(Buffer.from(chunk))),
    stuffing.end(),
  ]);
}

test.each([
  ['', '.\r\n'],
  ['.', '..\r\n.\r\n'],
  ['.\r\n', '..\r\n.\r\n'],
  ['a\r\n', 'a\r\n.\r\n'],
  ['a', 'a\r\n.\r\n'],
  ['a\r', 'a\r\r\n.\r\n'],
  ['a\n', 'a\n\r\n.\r\n'],
  ['a\r\n..\r\nb.\r\n', 'a\r\n...\r\nb.\r\n.\r\n'],
  ['a\n.\nb', 'a\n..\nb\r\n.\r\n'],
  ['a\r.\rb', 'a\r..\rb\r\n.\r\n'],
])('%j goes out as %j, split anywhere', (body, wire) => {
  expect(stuffed(body).toString()).toBe(wire);
  expect(stuffed(...body).toString()).toBe(wire);
  for (let at = 1; at < body.length; at += 1) {
    expect(stuffed(body.slice(0, at), body.slice(at)).toString()).toBe(wire);
  }
});

test('no server, however it counts lines, sees a line of only a dot before the end', () => {
  const piece = fc.constantFrom('.', '\r', '\n', '\r\n', 'a', '..');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const wire = stuffed(...pieces).toString();
      const whole = stuffed(pieces.join('')).toString();
      expect(wire).toBe(whole);
      const before = wire.slice(0, -3);
      expect(wire.endsWith('\r\n.\r\n') || wire === '.\r\n').toBe(true);
      expect(before.split(/\r\n|\r|\n/)).not.toContain('.');
    }),
  );
});
