/** Configurations of other servers, as they are: what becomes of each line, and nothing towards more relaying. */
import { describe, expect, test } from 'vitest';
import { postfixText } from '../../../shared/export/postfix.js';
import { rulesFile } from '../../../shared/export/rules-file.js';
import { importText, kindOf, readImport } from '../../../shared/import/import-text.js';
import { combined, networksBetween, withImported } from '../../../shared/import/imported.js';
import { FIRST_RULES, rulesSchema, type Rules } from '../../../shared/rules/schema.js';

const lines = (list: readonly { readonly line: string }[]) => list.map(({ line }) => line);
const networks = (list: readonly { readonly network: string }[]) =>
  list.map(({ network }) => network);

const MAIN_CF = `
# See /usr/share/postfix/main.cf.dist for a commented, more complete version
myhostname = mail.example.com
mydestination = $myhostname, example.com, localhost.example.com, localhost
relay_domains = partner.test, hash:/etc/postfix/relay_domains
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
  10.1.0.0/16 !10.1.9.9
  10.2.0.1/16
  0.0.0.0/0
relayhost = [smtp.provider.test]:587
transport_maps = hash:/etc/postfix/transport
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated
  check_client_access hash:/etc/postfix/access defer_unauth_destination
`;

describe('Postfix', () => {
  test('main.cf: own domains, relay domains, networks and exceptions; what opens the relay is left', () => {
    expect(kindOf(MAIN_CF)).toBe('main.cf');
    const read = readImport('main.cf', MAIN_CF);
    expect(read.routes).toEqual([
      { domain: '#mail.example.com', to: { kind: 'inbound' } },
      { domain: '#example.com', to: { kind: 'inbound' } },
      { domain: 'partner.test', to: { kind: 'destination' }, alwaysRelay: true },
    ]);
    expect(networks(read.addresses)).toEqual(['127.0.0.0/8', '::1', '10.1.0.0/16']);
    expect(networks(read.never)).toEqual(['10.1.9.9']);
    expect(read.authenticated).toBe(true);
    expect(lines(read.left)).toEqual([
      'mydestination: localhost.example.com',
      'mydestination: localhost',
      'relay_domains: hash:/etc/postfix/relay_domains',
      'mynetworks: [::ffff:127.0.0.0]/104',
      'mynetworks: 10.2.0.1/16',
      'mynetworks: 0.0.0.0/0',
      'relayhost = [smtp.provider.test]:587',
      'transport_maps = hash:/etc/postfix/transport',
      'smtpd_relay_restrictions: check_client_access',
      'smtpd_relay_restrictions: hash:/etc/postfix/access',
    ]);
    expect(read.left.find(({ line }) => line.includes('10.2.0.1'))?.says).toContain('10.2.0.0/16');
  });

  test('transport: hosts with and without brackets and ports, names alone and names below', () => {
    const text = `
example.com      smtp:[10.0.0.5]:2525
.example.com     smtp:[10.0.0.5]:2525
one.test         relay:mail.one.test
.below.test      smtp:[10.0.0.6]
own.test         :
gone.test        error:5.1.2 no such domain
user@x.test      smtp:[10.0.0.7]
*                smtp:[10.0.0.8]
# a remark
bad.test         smtp:[10.0.0.9]:99999
`;
    expect(kindOf(text)).toBe('transport');
    const read = readImport('transport', text);
    expect(read.routes).toEqual([
      { domain: 'example.com', to: { kind: 'host', host: '10.0.0.5', port: 2525 } },
      { domain: '#one.test', to: { kind: 'host', host: 'mail.one.test', port: 25 } },
      { domain: '.below.test', to: { kind: 'host', host: '10.0.0.6', port: 25 } },
      { domain: '#own.test', to: { kind: 'destination' } },
    ]);
    expect(read.left).toHaveLength(4);
  });

  test('a relay domain with a host in the transport table is inbound at that host', () => {
    const read = combined([
      readImport('main.cf', 'relay_domains = partner.test other.test\n'),
      readImport('transport', 'partner.test smtp:[10.0.0.5]\n'),
    ]);
    expect(read.routes).toEqual([
      { domain: 'partner.test', to: { kind: 'inbound', host: '10.0.0.5', port: 25 } },
      { domain: 'other.test', to: { kind: 'destination' }, alwaysRelay: true },
    ]);
  });

  test('access: addresses and networks permit or refuse, names and patterns are left', () => {
    const text =
      '10.1.2.3 OK\n10.1 RELAY\n192.0.2.0/24 REJECT go away\n[2001:db8::]/32 550 no\nmail.friend.test OK\n/^10/ OK\n10.9.9.9 DUNNO\n';
    expect(kindOf(text)).toBe('access');
    const read = readImport('access', text);
    expect(networks(read.addresses)).toEqual(['10.1.2.3', '10.1.0.0/16']);
    expect(networks(read.never)).toEqual(['192.0.2.0/24', '2001:db8::/32']);
    expect(lines(read.left)).toEqual(['mail.friend.test OK', '/^10/ OK']);
  });
});

/** What a public script writes for 127.0.0.1 and one address more. */
const RELAY_IP_LIST = [
  24, 0, 0, 128, 32, 0, 0, 128, 60, 0, 0, 128, 68, 0, 0, 128, 1, 0, 0, 0, 76, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 76, 0, 0, 128,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 127, 0, 0, 1, 10, 1, 2, 3,
];

describe('IIS SMTP', () => {
  test.each([
    ['numbers', RELAY_IP_LIST.join(',')],
    ['quads', RELAY_IP_LIST.join(' ')],
    ['hexadecimal', RELAY_IP_LIST.map((octet) => octet.toString(16).padStart(2, '0')).join('')],
  ])('the octets of RelayIpList as %s', (_name, text) => {
    expect(kindOf(text)).toBe('iis');
    const read = readImport('iis', text);
    expect(networks(read.addresses)).toEqual(['127.0.0.1', '10.1.2.3']);
    expect(read.left).toEqual([]);
  });

  test('“All except the list below” refuses the list and opens nothing', () => {
    const text = 'All except the list below :\n10.1.2.0, 255.255.255.0\nbad.example\n';
    expect(kindOf(text)).toBe('iis');
    const read = readImport('iis', text);
    expect(read.addresses).toEqual([]);
    expect(networks(read.never)).toEqual(['10.1.2.0/24']);
    expect(lines(read.left)).toEqual(['bad.example', 'All except the list below']);
  });

  test('octets that are cut, or point outside, are read as far as they go and never fail', () => {
    for (let length = 24; length < RELAY_IP_LIST.length; length += 1) {
      expect(() => readImport('iis', RELAY_IP_LIST.slice(0, length).join(','))).not.toThrow();
    }
    const wild = RELAY_IP_LIST.map((octet, i) => (i % 7 === 3 && i > 23 ? 255 : octet));
    expect(() => readImport('iis', wild.join(','))).not.toThrow();
  });
});

const CONNECTORS = JSON.stringify([
  {
    Name: 'Default Frontend EX01',
    Enabled: true,
    RemoteIPRanges: [
      { Expression: '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
      '0.0.0.0-255.255.255.255',
    ],
    PermissionGroups: 'AnonymousUsers, ExchangeServers, ExchangeLegacyServers',
    AuthMechanism: 'Tls, Integrated',
  },
  {
    Name: 'Client Frontend EX01',
    Enabled: true,
    RemoteIPRanges: ['0.0.0.0-255.255.255.255'],
    PermissionGroups: 'ExchangeUsers',
    AuthMechanism: 'Tls, BasicAuth',
  },
  {
    Name: 'Printers',
    Enabled: true,
    RemoteIPRanges: ['10.1.3.0/24', '10.1.4.10-10.1.4.13', '10.1.5.0(255.255.255.0)'],
    PermissionGroups: 'AnonymousUsers',
    AuthMechanism: 'Tls',
  },
  {
    Name: 'Old',
    Enabled: false,
    RemoteIPRanges: ['10.9.9.9'],
    PermissionGroups: 'AnonymousUsers',
    AuthMechanism: 'ExternalAuthoritative',
  },
]);

describe('Exchange', () => {
  test('receive connectors: ranges of a relay connector permit, the default one opens nothing', () => {
    expect(kindOf(CONNECTORS)).toBe('exchange');
    const read = readImport('exchange', CONNECTORS);
    expect(read.addresses).toEqual([
      { network: '10.1.3.0/24', note: 'Printers' },
      { network: '10.1.4.10/31', note: 'Printers' },
      { network: '10.1.4.12/31', note: 'Printers' },
      { network: '10.1.5.0/24', note: 'Printers' },
    ]);
    expect(read.authenticated).toBe(true);
    expect(read.left.map(({ says }) => says).join(' ')).toContain(
      'Ms-Exch-SMTP-Accept-Any-Recipient',
    );
    expect(lines(read.left)).toContain('Old');
  });

  test('accepted domains as CSV: own, relayed, and names below', () => {
    const text =
      '\uFEFF#TYPE Microsoft.Exchange.Data.Directory.SystemConfiguration.AcceptedDomain\r\n"Name","DomainName","DomainType","Default"\r\n"example.com","example.com","Authoritative","True"\r\n"below","*.example.com","InternalRelay","False"\r\n"partner","partner.test","ExternalRelay","False"\r\n"bad","exa mple","Authoritative","False"\r\n';
    expect(kindOf(text)).toBe('exchange');
    const read = readImport('exchange', text);
    expect(read.routes).toEqual([
      { domain: '#example.com', to: { kind: 'inbound' } },
      { domain: '.example.com', to: { kind: 'inbound' } },
      { domain: '#partner.test', to: { kind: 'destination' }, alwaysRelay: true },
    ]);
    expect(lines(read.left)).toEqual(['exa mple (Authoritative)']);
  });
});

const wide = (text: string) =>
  [...text]
    .map((character) => `${character.charCodeAt(0).toString(16).padStart(2, '0')},00`)
    .join(',');

describe('Exchange 5.5', () => {
  const REG = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeIMC\\Parameters]\r\n"RelayFlags"=dword:0000000b\r\n"RelayAllowList"=hex(7):${wide('10.0.0.0;255.0.0.0')},00,00,\\\r\n  ${wide('192.168.1.5')},00,00,00,00\r\n"RelayDenyList"=hex(7):${wide('10.0.0.66')},00,00,00,00\r\n"RelayLocalIPList"=hex(7):${wide('192.0.2.10')},00,00,00,00\r\n`;

  test('a .reg file: flags say which lists are in force', () => {
    const octets = new Uint8Array([0xff, 0xfe, ...[...REG].flatMap((c) => [c.charCodeAt(0), 0])]);
    const text = importText(octets);
    expect(kindOf(text)).toBe('exchange-5.5');
    const read = readImport('exchange-5.5', text);
    expect(networks(read.addresses)).toEqual(['10.0.0.0/8', '192.168.1.5']);
    expect(networks(read.never)).toEqual(['10.0.0.66']);
    expect(read.authenticated).toBe(true);
    expect(lines(read.left)).toEqual(['RelayLocalIPList: 192.0.2.10']);
  });

  test('REGEDIT4 with one octet a character, and what reg query prints', () => {
    const narrow = [...'10.0.0.0;255.0.0.0\0\0'].map((c) => c.charCodeAt(0).toString(16)).join(',');
    const old = readImport('exchange-5.5', `REGEDIT4\n"RelayAllowList"=hex(7):${narrow}\n`);
    expect(networks(old.addresses)).toEqual(['10.0.0.0/8']);
    const query = readImport(
      'exchange-5.5',
      '    RelayFlags    REG_DWORD    0x2\n    RelayAllowList    REG_MULTI_SZ    10.0.0.0;255.0.0.0\\010.9.1.3;255.255.0.0\n',
    );
    expect(networks(query.addresses)).toEqual(['10.0.0.0/8']);
    expect(query.left[0]?.says).toContain('10.9.0.0');
    expect(query.authenticated).toBe(false);
  });

  test('no flags set meant everybody there, and means nobody here', () => {
    const read = readImport('exchange-5.5', '"RelayFlags"=dword:00000000\n');
    expect(read).toMatchObject({ addresses: [], routes: [], left: [{ line: 'RelayFlags = 0' }] });
  });
});

const RULES: Rules = rulesSchema.parse({
  reroute: true,
  routes: [
    { domain: 'example.com', to: { kind: 'inbound' } },
    { domain: '#one.test', to: { kind: 'host', host: '10.0.0.5', port: 26 } },
    { domain: 'old.test', to: { kind: 'domain', domain: 'example.com' } },
    { domain: 'open.test', to: { kind: 'destination' }, alwaysRelay: true },
  ],
  restrictions: {
    authenticated: true,
    addresses: {
      enabled: true,
      entries: [{ network: '10.0.0.0/8', note: 'office' }, { network: '2001:db8::/32' }],
    },
    internalAddresses: { enabled: false, entries: [] },
    never: { entries: [{ network: '10.0.0.66' }] },
  },
});

describe('export', () => {
  test('what is exported as JSON comes back the same', () => {
    const text = rulesFile(RULES);
    expect(kindOf(text)).toBe('gatepost');
    expect(withImported(FIRST_RULES, readImport('gatepost', text))).toEqual(RULES);
    expect(readImport('gatepost', '{"gatepost":"rules","rules":{"reroute":3}}').left[0]?.line).toBe(
      'rules.reroute',
    );
  });

  test('Postfix’s tables say the same, and name what Postfix cannot', () => {
    const text = postfixText(RULES);
    expect(text).toContain('mynetworks =\n    10.0.0.0/8\n    [2001:db8::]/32\n');
    expect(text).toContain('relay_domains =\n    example.com\n    open.test\n');
    expect(text).toContain('one.test smtp:[10.0.0.5]:26\n');
    expect(text).toContain('10.0.0.66 REJECT');
    expect(text).toContain('#   route old.test -> example.com');
  });
});

test('a range becomes the networks that hold exactly its addresses', () => {
  expect(networksBetween('10.0.0.1', '10.0.0.6')).toEqual([
    '10.0.0.1',
    '10.0.0.2/31',
    '10.0.0.4/31',
    '10.0.0.6',
  ]);
  expect(networksBetween('10.0.0.0', '10.0.255.255')).toEqual(['10.0.0.0/16']);
  expect(networksBetween('10.0.0.9', '10.0.0.1')).toEqual([]);
  expect(networksBetween('10.0.0.1', '2001:db8::1')).toBeNull();
});

test('entries that are kept without effect do not come into force with imported ones', () => {
  const kept = structuredClone(RULES);
  kept.restrictions.addresses.enabled = false;
  const after = withImported(kept, readImport('access', '192.0.2.7 OK\n'));
  expect(after.restrictions.addresses.enabled).toBe(false);
  expect(networks(after.restrictions.addresses.entries)).toContain('192.0.2.7');
});
