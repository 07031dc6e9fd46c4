import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../server/environment.js';
import {
  forgetInheritedSockets,
  inheritedSockets,
  refuseOtherSockets,
} from '../../server/inherited-sockets.js';

const NONE = { smtp: [], submission: [], smtps: [], console: [] };
const handed = (count: string, names?: string, pid = String(process.pid)) => ({
  LISTEN_FDS: count,
  LISTEN_PID: pid,
  ...(names === undefined ? {} : { LISTEN_FDNAMES: names }),
});

test('sockets are known by their names, in the order in which they were handed over', () => {
  expect(inheritedSockets(handed('3', 'smtp:smtps:smtp'))).toEqual({
    ...NONE,
    smtp: [
      { fd: 3, name: 'smtp' },
      { fd: 5, name: 'smtp' },
    ],
    smtps: [{ fd: 4, name: 'smtps' }],
  });
});

test('what was handed to another process is overlooked, whatever it says', () => {
  expect(inheritedSockets({})).toEqual(NONE);
  expect(inheritedSockets(handed('1', 'smtp', '1'))).toEqual(NONE);
  expect(inheritedSockets(handed('nonsense', 'nonsense', ''))).toEqual(NONE);
  expect(inheritedSockets(handed('0'))).toEqual(NONE);
});

describe('one line says what is wrong with', () => {
  test.each([
    ['a number that is none', handed('-1', 'smtp'), /^LISTEN_FDS: “-1” is not a number/],
    ['no number', handed('', 'smtp'), /^LISTEN_FDS: “” is not a number/],
    ['too many', handed('999', 'smtp'), /^LISTEN_FDS: “999” is not a number of sockets up to 100/],
    ['a number with more to it', handed('1e0', 'smtp'), /^LISTEN_FDS/],
    ['no names', handed('1'), /^LISTEN_FDNAMES: each socket needs a name/],
    ['too few names', handed('2', 'smtp'), /^LISTEN_FDNAMES: 1 names for 2 sockets\.$/],
    ['a name of nothing', handed('1', 'unknown'), /^LISTEN_FDNAMES: “unknown” is none of smtp, /],
    ['a name of JavaScript', handed('1', '__proto__'), /^LISTEN_FDNAMES: “__proto__” is none of/],
  ])('%s', (_, variables, line) => {
    expect(() => readEnvironment(variables)).toThrow(line);
  });

  test('a socket of another process', () => {
    const console = inheritedSockets(handed('1', 'console'));
    expect(() => refuseOtherSockets(console, ['smtp'], 'relay')).toThrow(
      'LISTEN_FDNAMES: a socket “console” was handed to gatepost relay, which does not serve it.',
    );
    expect(() => refuseOtherSockets(console, ['console'], 'console')).not.toThrow();
  });
});

test('programs that are started later are handed nothing', () => {
  const variables = { ...handed('1', 'smtp'), PATH: '/bin' };
  forgetInheritedSockets(variables);
  expect(variables).toEqual({ PATH: '/bin' });
});
