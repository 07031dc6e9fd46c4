import { expect, test } from 'vitest';
import { requestAddress } from '../../../client/decision/log-address.js';
import {
  asksMore,
  questionFrom,
  questionOf,
  requestOf,
} from '../../../client/features/try-it/question.js';

const REQUEST = {
  peer: '10.1.3.27',
  recipient: 'a+b@x.test',
  sender: '',
  account: 'anna',
  localAddress: '10.1.2.1',
  helo: 'scan-3f',
  at: '2026-11-24T14:31:07.000Z',
  smtputf8: false,
};
const NOW = '2026-11-25T12:00:00.000Z';

test('a recorded request is asked again as of now, with SMTPUTF8 as it was', () => {
  const question = questionOf(REQUEST);
  expect(requestOf(question, NOW)).toEqual({
    peer: '10.1.3.27',
    recipient: 'a+b@x.test',
    sender: '',
    account: 'anna',
    localAddress: '10.1.2.1',
    at: NOW,
    smtputf8: false,
  });
  expect(asksMore(question)).toBe(true);
});

test('an address carries a whole question, its instant too', () => {
  const params = new URLSearchParams(requestAddress(REQUEST).split('?')[1]);
  expect(requestOf(questionFrom(params)!, NOW)).toMatchObject({
    peer: '10.1.3.27',
    recipient: 'a+b@x.test',
    account: 'anna',
    at: REQUEST.at,
  });
  expect(questionFrom(new URLSearchParams('try=7F3K2QX'))).toBeNull();
  expect(questionFrom(new URLSearchParams('peer=10.0.0.1&at=soon'))).toMatchObject({ at: '' });
});
