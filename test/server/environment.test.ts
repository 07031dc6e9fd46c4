/** Settings from outside: each value of each name is used as it is meant, or refused in one line. */
import { describe, expect, test } from 'vitest';
import { readEnvironment, SETTINGS } from '../../server/environment.js';

const refused = (variables: Record<string, string>): string => {
  try {
    readEnvironment(variables);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`taken: ${JSON.stringify(variables)}`);
};
const texts = (endpoints: readonly { text: string }[]) => endpoints.map(({ text }) => text);

describe('what is taken', () => {
  test('without any setting it listens on loopback addresses alone', () => {
    const environment = readEnvironment({});
    expect(texts(environment.smtp)).toEqual(['127.0.0.1:2525']);
    expect(environment.console?.text).toBe('127.0.0.1:8025');
    expect(environment.submission).toEqual([]);
    expect(environment.smtps).toEqual([]);
    expect(environment.dns).toEqual([]);
    expect(environment.data).toBe(`${process.cwd()}/data`);
    expect(environment.run).toBe(`${process.cwd()}/data/run`);
    expect(environment.keyFile).toBe(`${process.cwd()}/data/secret.key`);
    expect(environment.hostname).toMatch(/^[a-z0-9.-]+$/);
    expect(Object.values(environment.sources)).toEqual(SETTINGS.map(() => null));
  });

  test('addresses of both families, names and lists', () => {
    const { smtp, submission, console } = readEnvironment({
      GATEPOST_SMTP: '[::]:25, 0.0.0.0:2525,localhost:26',
      GATEPOST_SUBMISSION: '[2001:DB8:0::1]:587',
      GATEPOST_CONSOLE: '[::1]:0',
    });
    expect(texts(smtp)).toEqual(['[::]:25', '0.0.0.0:2525', 'localhost:26']);
    expect(texts(submission)).toEqual(['[2001:db8::1]:587']);
    expect(console).toEqual({ host: '::1', port: 0, text: '[::1]:0' });
  });

  test('an empty value turns a listener off, and elsewhere means the default', () => {
    const environment = readEnvironment({
      GATEPOST_SMTP: '',
      GATEPOST_CONSOLE: ' ',
      GATEPOST_DATA: '',
      GATEPOST_HOSTNAME: '',
      GATEPOST_ADMIN_PASSWORD: '',
    });
    expect(environment.smtp).toEqual([]);
    expect(environment.console).toBeNull();
    expect(environment.data).toBe(`${process.cwd()}/data`);
    expect(environment.adminPassword).toBeNull();
  });

  test('a flag wins over the environment, and each value knows where it comes from', () => {
    const environment = readEnvironment(
      { GATEPOST_SMTP: '127.0.0.1:1', GATEPOST_HOSTNAME: 'Mail.Example.com' },
      { smtp: '127.0.0.1:2' },
    );
    expect(texts(environment.smtp)).toEqual(['127.0.0.1:2']);
    expect(environment.hostname).toBe('mail.example.com');
    expect(environment.sources).toMatchObject({
      GATEPOST_SMTP: '--smtp',
      GATEPOST_HOSTNAME: 'GATEPOST_HOSTNAME',
      GATEPOST_DNS: null,
    });
  });

  test('resolvers with and without a port', () => {
    const { dns } = readEnvironment({ GATEPOST_DNS: '192.0.2.53, [2001:db8::53]:5353' });
    expect(texts(dns)).toEqual(['192.0.2.53:53', '[2001:db8::53]:5353']);
  });

  test('a public URL is kept as an origin', () => {
    const { publicUrl } = readEnvironment({
      GATEPOST_PUBLIC_URL: 'https://Relay.example.com:443/',
    });
    expect(publicUrl).toBe('https://relay.example.com');
  });
});

describe('what is refused', () => {
  test.each([
    [
      { GATEPOST_SMPT: '127.0.0.1:25' },
      'GATEPOST_SMPT is not a setting: did you mean GATEPOST_SMTP?',
    ],
    [
      { GATEPOST_PASSWORD: 'x' },
      'GATEPOST_PASSWORD is not a setting: did you mean GATEPOST_ADMIN_PASSWORD?',
    ],
    [
      { GATEPOST_SMTP: '25' },
      'GATEPOST_SMTP: “25” is not an address with a port, such as 127.0.0.1:25 or [::]:25.',
    ],
    [
      { GATEPOST_SMTP: '127.1:25' },
      'GATEPOST_SMTP: “127.1:25” is not an address with a port, such as 127.0.0.1:25 or [::]:25: “127.1” is not an IPv4 address.',
    ],
    [
      { GATEPOST_SMTPS: '127.0.0.1:465,' },
      'GATEPOST_SMTPS: “” is not an address with a port, such as 127.0.0.1:25 or [::]:25.',
    ],
    [
      { GATEPOST_SUBMISSION: '127.0.0.1:70000' },
      'GATEPOST_SUBMISSION: “127.0.0.1:70000” is not an address with a port, such as 127.0.0.1:25 or [::]:25: a port is at most 65535.',
    ],
    [
      { GATEPOST_SMTP: '::1:25' },
      'GATEPOST_SMTP: “::1:25” is not an address with a port, such as 127.0.0.1:25 or [::]:25.',
    ],
    [
      { GATEPOST_SMTP: '[localhost]:25' },
      'GATEPOST_SMTP: “[localhost]:25” is not an address with a port, such as 127.0.0.1:25 or [::]:25: only an IPv6 address stands in brackets.',
    ],
    [
      { GATEPOST_SMTP: '127.0.0.1:25,127.0.0.1:25' },
      'GATEPOST_SMTP: 127.0.0.1:25 is listed twice.',
    ],
    [{ GATEPOST_SMTP: '127.0.0.1:8025' }, '127.0.0.1:8025 is given to two listeners.'],
    [
      { GATEPOST_CONSOLE: '127.0.0.1:1,127.0.0.1:2' },
      'GATEPOST_CONSOLE: the console has one address.',
    ],
    [
      { GATEPOST_HOSTNAME: 'mail.example.com.' },
      'GATEPOST_HOSTNAME: “mail.example.com.” is not a host name: A domain has no dot at either end. Did you mean mail.example.com?',
    ],
    [
      { GATEPOST_PUBLIC_URL: 'relay.example.com' },
      'GATEPOST_PUBLIC_URL: “relay.example.com” is not a URL such as https://mail.example.com or https://mail.example.com/gatepost.',
    ],
    [
      { GATEPOST_PUBLIC_URL: 'https://example.com/gatepost?x' },
      'GATEPOST_PUBLIC_URL: a host and at most a path, such as https://mail.example.com or https://mail.example.com/gatepost.',
    ],
    [
      { GATEPOST_DNS: 'dns.example.com' },
      'GATEPOST_DNS: “dns.example.com” is not an address with a port, such as 127.0.0.1:53 or [::1]:53: a resolver is named by its address.',
    ],
    [{ GATEPOST_TLS_CERT: '/etc/cert.pem' }, 'GATEPOST_TLS_CERT needs GATEPOST_TLS_KEY beside it.'],
    [{ GATEPOST_TLS_KEY: '/etc/key.pem' }, 'GATEPOST_TLS_KEY needs GATEPOST_TLS_CERT beside it.'],
    [
      { GATEPOST_RUN: `/${'x'.repeat(100)}` },
      `GATEPOST_RUN: /${'x'.repeat(100)}/relay.sock is longer than the 107 bytes a socket's path may have: set GATEPOST_RUN to a shorter folder.`,
    ],
  ])('%j', (variables, line) => {
    expect(refused(variables as Record<string, string>)).toBe(line);
  });

  test('a data folder too deep for a socket, with what to do', () => {
    expect(refused({ GATEPOST_DATA: `/${'x'.repeat(100)}` })).toMatch(
      /^GATEPOST_RUN \(default\): .* set GATEPOST_RUN to a shorter folder\.$/,
    );
  });

  test('a short password, without showing it', () => {
    const line = refused({ GATEPOST_ADMIN_PASSWORD: 'secret' });
    expect(line).toBe(
      'GATEPOST_ADMIN_PASSWORD: the password is not taken: At least 10 characters.',
    );
  });

  test('several bad values, one line each', () => {
    const lines = refused({ GATEPOST_SMTP: 'x', GATEPOST_DNS: 'y', GATEPOST_X: 'z' }).split('\n');
    expect(lines).toHaveLength(3);
  });
});
