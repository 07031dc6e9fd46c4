import { expect, test } from 'vitest';
import { commandPath } from '../../../../server/relay/smtp/command-path.js';

const rcpt = (text: string) => commandPath('RCPT TO', Buffer.from(text))?.path;

test.each([
  ['RCPT TO:<a@b.test>', 'a@b.test'],
  ['rcpt to: <a@b.test>', 'a@b.test'],
  ['RCPT TO:a@b.test', 'a@b.test'],
  ['RCPT TO:<a@b.test> NOTIFY=NEVER', 'a@b.test'],
  ['RCPT TO:<"a>b"@c.test>', '"a>b"@c.test'],
  ['RCPT TO:<"a b"@c.test>', '"a b"@c.test'],
  ['RCPT TO:"a b"@c.test X=1', '"a b"@c.test'],
  ['RCPT TO:<a b@c.test>', 'a b@c.test'],
  ['RCPT TO:<a@b.test', '<a@b.test'],
  ['RCPT TO:<@a,@b:c@d>', '@a,@b:c@d'],
  ['RCPT TO:<>', ''],
  ['RCPT TO:', ''],
])('%s', (line, path) => expect(rcpt(line)).toBe(path));

test('a command of another form is none', () => {
  expect(rcpt('RCPT FROM:<a@b>')).toBeUndefined();
  expect(rcpt('RCPT')).toBeUndefined();
});

test('octets that are not UTF-8 end up in an address that is refused', () => {
  const line = Buffer.concat([
    Buffer.from('RCPT TO:<a'),
    Buffer.from([0xff]),
    Buffer.from('@b.test>'),
  ]);
  expect(commandPath('RCPT TO', line)?.path).toContain('\ufffd');
});

test('parameters keep their values, keywords are read in any case', () => {
  const { parameters } = commandPath('MAIL FROM', Buffer.from('MAIL FROM:<> size=100 SMTPUTF8'))!;
  expect([...parameters]).toEqual([
    ['SIZE', '100'],
    ['SMTPUTF8', true],
  ]);
});
