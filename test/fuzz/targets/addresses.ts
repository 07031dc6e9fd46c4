/**
 * Addresses, networks, domains, mailboxes and what else peers and administrators write in one line: the
 * readers never throw, never hang, their standard form is read back as the same, every form that they
 * suggest is one that they take, and Node's own readers see the same addresses.
 */
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { commandPath } from '../../../server/relay/smtp/command-path.js';
import {
  mailParameters,
  recipientParameters,
} from '../../../server/relay/smtp/command-parameters.js';
import { domainFromText, domainKey } from '../../../shared/address/domain.js';
import { ipFromText, ipToText, sameIp } from '../../../shared/address/ip.js';
import { mailboxFromText, mailboxKey, mailboxToText } from '../../../shared/address/mailbox.js';
import { networkFromText, networkToCidr, networkToText } from '../../../shared/address/network.js';
import { octetsText, readOctets } from '../../../shared/address/octets-text.js';
import type { Parsed } from '../../../shared/address/parsed.js';
import { readSmartHosts } from '../../../shared/api/smart-hosts.js';
import {
  readHost,
  readInternalAddress,
  readNetwork,
  readRerouteTo,
  readSentTo,
} from '../../../shared/rules/schema.js';
import { numberFromReference, referenceFromNumber } from '../../../shared/smtp/reference.js';
import { printable, quotedAddress, referenceAtEnd } from '../../../shared/smtp/reply.js';
import { isXtext, textToXtext, xtextToText } from '../../../shared/smtp/xtext.js';
import type { Fuzzer } from '../fuzzer.js';

const SITE = 'site.test';
/** On a busy machine; what hangs takes for ever. */
const MOST_MS = 2000;

const octet = fc.oneof(
  fc.integer({ min: 0, max: 256 }).map(String),
  fc.constantFrom('010', '0x7f', ''),
);
const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const ipv6 = fc.oneof(
  fc.ipV6(),
  ipv4.map((ip) => `::ffff:${ip}`),
  fc.constantFrom('::', '::1', 'fe80::1%eth0', '::ffff:1.2.3', '1::2::3', '64:ff9b::1.2.3.4'),
);
const ip = fc.oneof(ipv4, ipv6);
const mask = fc.oneof(ipv4, fc.constantFrom('255.255.0.0', '255.0.255.0', '0.0.0.0', 'ffff::'));
const network = fc.oneof(
  fc.tuple(ip, fc.integer({ min: -1, max: 130 })).map(([a, p]) => `${a}/${p}`),
  fc.tuple(ip, mask).map(([a, m]) => `IP=${a}, MASK=${m}`),
  fc.tuple(ip, mask).map(([a, m]) => `${a} ${m}`),
);
const label = fc.oneof(
  fc.constantFrom(
    'a',
    'mail',
    'xn--bcher-kva',
    'xn--a',
    'bücher',
    'ｅｘ',
    'x\u00ady',
    '-a',
    '_dmarc',
    '__proto__',
  ),
  fc.string({ maxLength: 8, unit: 'grapheme' }),
);
const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const local = fc.oneof(
  fc.constantFrom('user', '"a b"', '"a\\"b"', 'a%b', 'x!y', 'IMCEASMTP-a', 'a,b', '<a', 'ü', ''),
  fc.string({ maxLength: 12 }),
);
const mailbox = fc
  .tuple(
    fc.constantFrom('', '<', '@a.test:', '<@a.test,@b.test:'),
    local,
    domain,
    fc.constantFrom('', '>'),
  )
  .map(([before, l, d, after]) => `${before}${l}@${d}${after}`);
const command = fc
  .tuple(
    fc.constantFrom('MAIL FROM:', 'RCPT TO:', 'rcpt to :'),
    mailbox,
    fc.constantFrom('', ' SIZE=1', ' NOTIFY=NEVER,SUCCESS', ' ORCPT=rfc822;a+2', ' X=1 X=2'),
  )
  .map((parts) => parts.join(''));
const input = fc.oneof(
  ip,
  network,
  domain,
  mailbox,
  command,
  fc.constantFrom('50 MiB', '1e400', '9'.repeat(400)),
);

/** Each sees the text for itself; what it answers goes into the outcome. */
const CHECKS: Readonly<Record<string, (text: string) => string>> = {
  ip(text) {
    const read = ipFromText(text);
    if (!text.includes('%')) {
      const isAny = isIPv4(text) || isIPv6(text);
      strictEqual(read !== null, isAny, 'Node reads it otherwise');
    }
    if (!read) return '-';
    const standard = ipToText(read);
    ok(sameIp(ipFromText(standard)!, read), `${standard} is read as another address`);
    strictEqual(ipToText(ipFromText(standard)!), standard);
    if (read.family === 6 && !text.includes('%')) {
      const host = new URL(`http://[${text}]/`).hostname.slice(1, -1);
      ok(sameIp(ipFromText(host)!, read), `the URL of it is ${host}`);
    }
    return String(read.family);
  },
  network(text) {
    const read = networkFromText(text);
    for (const suggestion of suggestions(read)) {
      ok(networkFromText(suggestion).ok, `suggested, and not taken: ${suggestion}`);
    }
    if (!read.ok) return kindOf(read);
    for (const form of [networkToCidr(read.value), networkToText(read.value)]) {
      deepStrictEqual(networkFromText(form), read, `${form} is read as another network`);
    }
    return `${read.value.ip.family}`;
  },
  domain(text) {
    const read = domainFromText(text);
    for (const suggestion of suggestions(read)) ok(domainFromText(suggestion).ok, suggestion);
    if (!read.ok) return kindOf(read);
    ok(/^[\x21-\x7e]{1,253}$/.test(read.value), `not ASCII, or too long: ${read.value}`);
    deepStrictEqual(domainFromText(read.value), read, 'its standard form is read otherwise');
    strictEqual(domainKey(domainKey(read.value)), domainKey(read.value));
    return read.value === text ? 'same' : 'changed';
  },
  mailbox(text) {
    const read = mailboxFromText(text, SITE);
    if (!read.ok) return kindOf(read);
    const standard = mailboxToText(read.value);
    ok(!/[\r\n\0]/.test(standard), 'a line end in an address');
    const again = mailboxFromText(standard, SITE);
    ok(again.ok, `its standard form is not taken: ${standard}`);
    strictEqual(mailboxToText(again.value), standard, 'its standard form is read otherwise');
    strictEqual(mailboxKey(again.value), mailboxKey(read.value));
    return `${read.value.literal ? 'literal' : 'name'}${read.value.needsUtf8 ? ' utf8' : ''}`;
  },
  command(text) {
    const line = Buffer.from(text);
    return (['MAIL FROM', 'RCPT TO'] as const)
      .map((verb) => {
        const path = commandPath(verb, line);
        if (!path) return '-';
        const said = [
          mailParameters(path, true),
          mailParameters(path, false),
          recipientParameters(path, true, true),
          recipientParameters(path, false, false),
        ];
        return said.map((each) => ('code' in each ? each.code : Object.keys(each).length)).join();
      })
      .join('/');
  },
  size(text) {
    const read = readOctets(text);
    if (!read.ok) return kindOf(read);
    ok(read.value >= 0, 'less than nothing');
    if (read.value > 0 && Number.isSafeInteger(read.value)) {
      deepStrictEqual(
        readOctets(octetsText(read.value)),
        read,
        'its standard form is another size',
      );
    }
    return 'ok';
  },
  words(text) {
    const line = printable(text);
    ok(!/[\r\n\0\u001b\u202e]/.test(line) && line.isWellFormed(), 'not one harmless line');
    ok(!/[\r\n]/.test(quotedAddress(text)));
    const number = numberFromReference(text);
    if (number !== null) {
      strictEqual(numberFromReference(referenceFromNumber(number)), number, 'another reference');
    }
    if (isXtext(text))
      strictEqual(isXtext(textToXtext(xtextToText(text).replace(/[^\0-\x7f]/g, ''))), true);
    return `${number !== null} ${referenceAtEnd(text) !== null} ${isXtext(text)}`;
  },
  sentTo: standardForm(readSentTo),
  rerouteTo: standardForm(readRerouteTo),
  host: standardForm(readHost),
  smartHosts: standardForm(readSmartHosts),
  listed: standardForm(readNetwork),
  internal: standardForm(readInternalAddress),
};

let drawn: string[] | null = null;

export const ADDRESSES: Fuzzer = {
  name: 'addresses',
  about: 'the readers of addresses, networks, domains, mailboxes and commands',
  covers: /\/(?:shared\/(?:address|smtp)|shared\/rules\/schema|relay\/smtp\/command)/,
  words: [
    '@',
    '::ffff:',
    '/',
    'MASK=',
    'IP=',
    '"',
    '\\',
    ',',
    '%',
    'xn--',
    '[IPv6:',
    ']',
    '<',
    '>',
    '\u00ad',
    '#',
    '.',
    'ORCPT=',
    'RCPT TO:<',
    'MAIL FROM:<',
    ' MiB',
    '(ref 0000000)',
  ],
  draw(random) {
    // Many at a time: the generator costs more to begin than to go on.
    drawn ??= fc.sample(input, { numRuns: 500, seed: Math.floor(random() * 2 ** 31) });
    const next = drawn.pop()!;
    if (drawn.length === 0) drawn = null;
    return Buffer.from(next);
  },
  async start() {
    return {
      run(octets) {
        const text = octets.toString('utf8');
        const from = performance.now();
        const outcomes = Object.entries(CHECKS).map(([name, check]) => {
          try {
            return check(text);
          } catch (error) {
            throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
          }
        });
        const took = performance.now() - from;
        ok(took < MOST_MS, `it took ${Math.round(took)} ms`);
        return outcomes.join(' | ');
      },
      stop: () => undefined,
    };
  },
};

/** What is taken is taken again in its standard form, which stays as it is; so is what is suggested. */
function standardForm(read: (text: string) => Parsed<string>): (text: string) => string {
  return (text) => {
    const first = read(text);
    for (const suggestion of suggestions(first)) {
      ok(read(suggestion).ok, `suggested, and not taken: ${suggestion}`);
    }
    if (!first.ok) return kindOf(first);
    deepStrictEqual(read(first.value), first, `${first.value} is read otherwise`);
    return 'ok';
  };
}

function suggestions(read: Parsed<unknown>): readonly string[] {
  return read.ok ? [] : read.suggestions;
}

/** The sentence without what it quotes. */
function kindOf(read: Parsed<unknown>): string {
  return read.ok ? 'ok' : read.message.replace(/“.*?”|"[^"]*"|[\d:./a-f]{3,}/gs, '').slice(0, 40);
}
