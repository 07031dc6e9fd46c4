/**
 * Configurations of other servers, and rules as JSON: the readers never throw and never hang, what they
 * make of a file are rules that the schema takes and that are read back as the same, and nothing that was
 * read opens the relay to everybody.
 */
import { deepStrictEqual, ok } from 'node:assert/strict';
import { permittedSet } from '../../../shared/engine/permitted.js';
import { compile } from '../../../shared/engine/compile.js';
import { decide } from '../../../shared/engine/decide.js';
import { findingsOf } from '../../../shared/engine/findings.js';
import { sizeOf } from '../../../shared/engine/address-set.js';
import { rulesFile } from '../../../shared/export/rules-file.js';
import {
  importText,
  IMPORT_KINDS,
  kindOf,
  readImport,
  type ImportKind,
} from '../../../shared/import/import-text.js';
import { combined, withImported } from '../../../shared/import/imported.js';
import { FIRST_RULES, rulesSchema, type Rules } from '../../../shared/rules/schema.js';
import { pick, type Fuzzer } from '../fuzzer.js';

const MOST_MS = 3000;
const KINDS = Object.keys(IMPORT_KINDS) as ImportKind[];
const HOST = { siteDomain: 'site.test', addresses: ['192.0.2.1'] };
const STRANGER = {
  peer: '203.0.113.77',
  localAddress: '192.0.2.1',
  recipient: 'a@never-named.invalid',
};

const NAMES = [
  'example.com',
  '.example.com',
  '#a.test',
  'xn--bcher-kva.test',
  '[192.0.2.1]',
  '*',
  '',
  '-',
];
const NETS = [
  '10.0.0.0/8',
  '192.0.2.7',
  '0.0.0.0/0',
  '10.0.0.1/8',
  '2001:db8::/32',
  '[::1]/128',
  '10.1',
  '!10.0.0.0/8',
  'hash:/etc/x',
  '$mynetworks',
  '0.0.0.0-255.255.255.255',
  '10.0.0.1-10.0.0.9',
];

const GRAMMARS: readonly ((random: () => number) => string)[] = [
  (random) =>
    lines(random, () =>
      pick(random, [
        `mynetworks = ${list(random, NETS)}`,
        `relay_domains = ${list(random, NAMES)}`,
        `mydestination = $myhostname, ${list(random, NAMES)}`,
        `relayhost = [${pick(random, NAMES)}]:${Math.floor(random() * 70_000)}`,
        `smtpd_relay_restrictions = permit_mynetworks,\n  permit_sasl_authenticated, reject_unauth_destination`,
        `transport_maps = hash:/etc/postfix/transport`,
        `mynetworks_style = subnet`,
        `# ${pick(random, NETS)}`,
      ]),
    ),
  (random) =>
    lines(
      random,
      () =>
        `${pick(random, NAMES)} ${pick(random, ['smtp:', 'smtp:[10.0.0.1]:25', 'lmtp:unix:x', ':', 'error:no', 'local:'])}`,
    ),
  (random) =>
    lines(
      random,
      () =>
        `${pick(random, NETS)} ${pick(random, ['OK', 'REJECT no', 'DUNNO', '550 x', 'RELAY', 'permit'])}`,
    ),
  (random) => lines(random, () => pick(random, NAMES)),
  (random) =>
    lines(
      random,
      () => `${pick(random, NETS)}, ${pick(random, ['255.0.0.0', '255.0.255.0', '0.0.0.0'])}`,
    ),
  (random) =>
    JSON.stringify(
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
        Name: pick(random, NAMES),
        RemoteIPRanges: [pick(random, NETS), pick(random, NETS)],
        PermissionGroups: pick(random, [
          'AnonymousUsers',
          'ExchangeServers, AnonymousUsers',
          'None',
          17,
          null,
        ]),
        AuthMechanism: pick(random, ['ExternalAuthoritative', 'None', {}]),
        DomainName: pick(random, NAMES),
        DomainType: pick(random, ['Authoritative', 'InternalRelay', 'ExternalRelay', 3]),
      })),
    ),
  (random) =>
    `REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeIMC\\Parameters]\r\n` +
    lines(random, () =>
      pick(random, [
        `"RelayFlags"=dword:0000000${Math.floor(random() * 9)}`,
        `"RoutingTable"=hex(7):61,00,62,00,00,00`,
        `"RelayHosts"="${pick(random, NETS)};${pick(random, NETS)}"`,
        `"x"=hex:zz`,
      ]),
    ),
  (random) => JSON.stringify({ gatepost: 'rules', rules: rulesDraft(random) }),
  (random) => JSON.stringify(rulesDraft(random)),
];

export const IMPORTS: Fuzzer = {
  name: 'imports',
  about: 'configurations of other servers, and rules as JSON',
  covers: /\/shared\/(?:import|rules|export)\//,
  words: [
    ...NAMES,
    ...NETS,
    '\r\n',
    '\t',
    '  ',
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ';',
    '\\\r\n',
    '__proto__',
    'hex(7):',
    'dword:',
    '"until":"2026-01-01T00:00:00Z"',
    '\ufeff',
    '\u0000',
  ],
  draw: (random) => Buffer.from(pick(random, GRAMMARS)(random)),
  async start() {
    return {
      run(octets) {
        const from = performance.now();
        const text = importText(octets);
        const outcome = [kindOf(text) ?? '-', kindOf(text, 'relay_domains') ?? '-'];
        const parts = KINDS.map((kind) => readImport(kind, text));
        for (const [at, imported] of parts.entries()) {
          const { routes, addresses, never, internalAddresses, understood, left } = imported;
          outcome.push(
            [routes, addresses, never, internalAddresses, understood, left]
              .map((all) => Math.min(all.length, 3))
              .join(''),
          );
          if (routes.length + addresses.length + never.length + internalAddresses.length > 0) {
            judge(withImported(FIRST_RULES, imported), `${KINDS[at]}`);
          }
        }
        judge(withImported(FIRST_RULES, combined(parts)), 'all together');
        outcome.push(asRules(text));
        const took = performance.now() - from;
        ok(took < MOST_MS, `it took ${Math.round(took)} ms`);
        return outcome.join(' ');
      },
      stop: () => undefined,
    };
  },
};

/** Rules that came out of a file. */
function judge(rules: Rules, what: string): void {
  const read = rulesSchema.safeParse(rules);
  ok(
    read.success,
    `${what}: not rules: ${read.error?.issues[0]?.path.join('.')} ${read.error?.issues[0]?.message}`,
  );
  deepStrictEqual(rulesSchema.parse(read.data), read.data, `${what}: another standard form`);
  const open = permittedSet(read.data);
  const compiled = compile(read.data, HOST);
  if (!compiled.ok) return;
  const findings = findingsOf(read.data, compiled.compiled, { forwarding: [] });
  if (sizeOf(open, 4) === 2n ** 32n || sizeOf(open, 6) === 2n ** 128n) {
    ok(
      findings.some(({ severity }) => severity === 'confirm'),
      `${what}: open to everybody unasked`,
    );
  }
  const listed = sizeOf(open, 4) > 0n || sizeOf(open, 6) > 0n;
  const decision = decide(compiled.compiled, STRANGER);
  ok(
    decision.verdict === 'reject' || listed || rules.restrictions.authenticated || internal(rules),
    `${what}: a stranger may relay`,
  );
}

function internal({ restrictions }: Rules): boolean {
  return restrictions.internalAddresses.enabled;
}

/** The text as the rules themselves. */
function asRules(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  const read = rulesSchema.safeParse(value);
  if (!read.success) return `no rules ${read.error.issues.length > 3}`;
  deepStrictEqual(
    rulesSchema.parse(structuredClone(read.data)),
    read.data,
    'rules: another standard form',
  );
  const again = readImport('gatepost', rulesFile(read.data));
  ok(again.routes.length <= read.data.routes.length);
  const compiled = compile(read.data, HOST);
  return compiled.ok ? 'rules' : 'rules that do not compile';
}

function lines(random: () => number, line: () => string): string {
  return Array.from({ length: 1 + Math.floor(random() * 6) }, line).join(
    pick(random, ['\n', '\r\n']),
  );
}

function list(random: () => number, of: readonly string[]): string {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, of)).join(
    pick(random, [', ', ' ', ',\n  ']),
  );
}

function rulesDraft(random: () => number): unknown {
  const entries = () => [
    { network: pick(random, NETS) },
    { network: pick(random, NETS), note: 'x' },
  ];
  return {
    reroute: random() < 0.8,
    routes: [
      { domain: pick(random, NAMES), to: { kind: 'inbound' } },
      {
        domain: pick(random, NAMES),
        to: { kind: 'host', host: pick(random, NAMES), port: 25 },
        alwaysRelay: random() < 0.5,
      },
      { domain: pick(random, NAMES), to: { kind: 'domain', domain: pick(random, NAMES) } },
    ],
    restrictions: {
      authenticated: random() < 0.5,
      addresses: { enabled: random() < 0.5, entries: entries() },
      internalAddresses: { enabled: random() < 0.5, entries: [{ address: '192.0.2.1' }] },
      never: { entries: entries() },
    },
  };
}
