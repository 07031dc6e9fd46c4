/** Lines of the log in Postfix's shape. Threats: T17. */
import { expect, test } from 'vitest';
import { postfixLine } from '../../server/postfix-line.js';
import { messageIdIn } from '../../server/relay/queue/message-id.js';
import { HOSTILE } from '../support/hostile-strings.js';

const base = { level: 30, time: '2026-11-28T22:00:00.000Z', process: 'relay' };
const line = (entry: object) => postfixLine(JSON.stringify({ ...base, ...entry }), 7);

test('a line of the mail carries the tag that tools go by, and nothing behind its last word', () => {
  expect(line({ msg: 'connect from unknown[192.0.2.1]', part: 'smtpd', session: 'abc' })).toBe(
    '<6>gatepost/smtpd[7]: connect from unknown[192.0.2.1]\n',
  );
});

test('other lines are tagged so that tools leave them alone, with what belongs to them', () => {
  expect(line({ msg: 'rules applied', process: 'console', revision: 2, author: 'admin' })).toBe(
    '<6>gatepost-console[7]: rules applied revision=2 author=admin\n',
  );
});

test.each([
  [60, 2],
  [50, 3],
  [40, 4],
  [30, 6],
  [20, 7],
])('the level %i is the priority %i', (level, priority) => {
  expect(line({ level, msg: 'x' })).toMatch(new RegExp(`^<${priority}>`));
});

test('whatever strangers write is one line', () => {
  for (const text of HOSTILE) {
    const made = line({ msg: `from=<${text}>`, part: 'smtpd', error: text });
    expect(made.indexOf('\n')).toBe(made.length - 1);
    expect(made.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u);
  }
});

test.each([
  ['Message-ID: <a@b>\r\n\r\n', '<a@b>'],
  ['Subject: x\r\nmessage-id:\r\n <folded@b>\r\n\r\n', '<folded@b>'],
  ['Subject: x\r\n\r\nMessage-ID: <body@b>\r\n', null],
  ['Message-ID: none\r\n\r\n', null],
  [`Message-ID: <${'a'.repeat(400)}>\r\n\r\n`, `<${'a'.repeat(249)}`],
])('the Message-ID of %j', (text, id) => {
  expect(messageIdIn(Buffer.from(text))).toBe(id);
});
