import { describe, expect, test } from 'vitest';
import {
  mailParameters,
  recipientParameters,
} from '../../../../server/relay/smtp/command-parameters.js';
import { commandPath } from '../../../../server/relay/smtp/command-path.js';
import { replyToText } from '../../../../shared/smtp/reply.js';

/** What is read, or the reply that refuses it. */
function mail(parameters: string, isExtended = true) {
  const command = commandPath('MAIL FROM', Buffer.from(`MAIL FROM:<a@b.test> ${parameters}`))!;
  const read = mailParameters(command, isExtended);
  return 'code' in read ? replyToText(read) : read;
}

function rcpt(parameters: string, smtputf8 = false) {
  const command = commandPath('RCPT TO', Buffer.from(`RCPT TO:<a@b.test> ${parameters}`))!;
  const read = recipientParameters(command, true, smtputf8);
  return 'code' in read ? replyToText(read) : read;
}

describe('MAIL FROM', () => {
  test('what a sender may ask is read, in any case', () => {
    expect(mail('size=100 Body=8bitmime SMTPUTF8 ret=hdrs ENVID=QQ314159+2Ba AUTH=<>')).toEqual({
      size: 100,
      smtputf8: true,
      ret: 'HDRS',
      envid: 'QQ314159+2Ba',
    });
  });

  test.each([
    ['SIZE=big', '501 5.5.4 Bad value of SIZE'],
    ['SIZE', '501 5.5.4 Bad value of SIZE'],
    ['SIZE=-1', '501 5.5.4 Bad value of SIZE'],
    ['BODY=BINARYMIME', '501 5.5.4 Bad value of BODY'],
    ['SMTPUTF8=YES', '501 5.5.4 Bad value of SMTPUTF8'],
    ['RET=SOME', '501 5.5.4 Bad value of RET'],
    ['RET', '501 5.5.4 Bad value of RET'],
    ['ENVID=', '501 5.5.4 Bad value of ENVID'],
    ['ENVID=a=b', '501 5.5.4 Bad value of ENVID'],
    ['ENVID=a+2b', '501 5.5.4 Bad value of ENVID'],
    ['ENVID=a+0D+0AX-Evil:+20yes', '501 5.5.4 Bad value of ENVID'],
    [`ENVID=${'x'.repeat(101)}`, '501 5.5.4 Bad value of ENVID'],
    ['RET=FULL RET=FULL', '501 5.5.4 RET is given more than once'],
    ['SIZE=1 size=2', '501 5.5.4 SIZE is given more than once'],
    ['MT-PRIORITY=3', '555 5.5.4 Parameter MT-PRIORITY is not known here'],
    ['NOTIFY=NEVER', '555 5.5.4 Parameter NOTIFY is not known here'],
    [`${'X'.repeat(400)}=1`, `555 5.5.4 Parameter ${'X'.repeat(40)} is not known here`],
  ])('%s is refused by name', (parameters, expected) => {
    expect(mail(parameters)).toBe(expected);
  });

  test('an envelope id may have a hundred octets', () => {
    const envid = 'x'.repeat(100);
    expect(mail(`ENVID=${envid}`)).toMatchObject({ envid });
  });

  test('the words that an old device adds after HELO are overlooked, bad values are not', () => {
    expect(mail('X-SCANNER=1 SIZE=5', false)).toEqual({ size: 5, smtputf8: false });
    expect(mail('SIZE=x', false)).toBe('501 5.5.4 Bad value of SIZE');
  });
});

describe('RCPT TO', () => {
  test.each([
    ['NOTIFY=never', { notify: [] }],
    ['NOTIFY=SUCCESS', { notify: ['success'] }],
    ['NOTIFY=Failure,delay', { notify: ['failure', 'delay'] }],
    ['NOTIFY=SUCCESS,FAILURE,DELAY', { notify: ['success', 'failure', 'delay'] }],
    ['ORCPT=rfc822;a+2Bb@c.test', { orcpt: 'rfc822;a+2Bb@c.test' }],
    [`ORCPT=rfc822;${'x'.repeat(493)}`, { orcpt: `rfc822;${'x'.repeat(493)}` }],
  ])('%s is read', (parameters, expected) => expect(rcpt(parameters)).toEqual(expected));

  test.each([
    ['NOTIFY=', 'NOTIFY'],
    ['NOTIFY', 'NOTIFY'],
    ['NOTIFY=NEVER,SUCCESS', 'NOTIFY'],
    ['NOTIFY=SUCCESS,SUCCESS', 'NOTIFY'],
    ['NOTIFY=SUCCESS,,DELAY', 'NOTIFY'],
    ['NOTIFY=ALWAYS', 'NOTIFY'],
    ['ORCPT=a@b.test', 'ORCPT'],
    ['ORCPT=rfc822;', 'ORCPT'],
    ['ORCPT=;a@b.test', 'ORCPT'],
    ['ORCPT=rfc822;a=b@c.test', 'ORCPT'],
    ['ORCPT=rfc822;a+0Ab@c.test', 'ORCPT'],
    ['ORCPT=utf-8;grün@c.test', 'ORCPT'],
    [`ORCPT=rfc822;${'x'.repeat(494)}`, 'ORCPT'],
  ])('%s is refused by name', (parameters, keyword) => {
    expect(rcpt(parameters)).toBe(`501 5.5.4 Bad value of ${keyword}`);
  });

  test('each may be given once, and no other', () => {
    expect(rcpt('NOTIFY=NEVER NOTIFY=NEVER')).toBe('501 5.5.4 NOTIFY is given more than once');
    expect(rcpt('RET=FULL')).toBe('555 5.5.4 Parameter RET is not known here');
  });

  test('an original recipient beyond ASCII is kept in the form that every server can bear', () => {
    expect(rcpt('ORCPT=utf-8;grün@bücher.test', true)).toEqual({
      orcpt: 'utf-8;gr\\x{FC}n@b\\x{FC}cher.test',
    });
    expect(rcpt('ORCPT=rfc822;grün@c.test', true)).toMatch(/^501/);
  });
});
