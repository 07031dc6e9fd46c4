/**
 * A log as a mail host has it, the same from the same seed: strangers' servers with mail for our domains,
 * devices and users that relay, a crowd that is refused, and guessed logons; over 90 days and 30 revisions.
 */
import type { StoredDecision } from '../../../server/store/decisions/stored-decision.js';
import { printable } from '../../../shared/smtp/reply.js';
import { referenceFromNumber } from '../../../shared/smtp/reference.js';
import { seeded } from '../../support/seeded.js';

export const LOG_DAYS = 90;
export const LOG_REVISIONS = 30;
export const LOG_END = Date.parse('2026-11-25T12:00:00Z');
export const DEVICE_NETWORKS = 40;
export const LOG_HOST = { siteDomain: 'example.com', addresses: ['192.0.2.10', '192.0.2.11'] };

type Drawn = Pick<
  StoredDecision,
  'kind' | 'verdict' | 'reason' | 'decidedBy' | 'rule' | 'peer' | 'account' | 'helo' | 'sender'
> &
  Pick<StoredDecision, 'recipient'> & { readonly rules: readonly string[]; readonly said: string };

const DAY_MS = 86_400_000;

export function* logRows(rows: number): Generator<StoredDecision> {
  const random = seeded(20_261_125);
  /** A few come often, most seldom. */
  const few = (of: number): number => Math.floor(of * random() ** 3);
  const any = (of: number): number => Math.floor(of * random());
  const draw = drawing(few, any);
  for (let i = 0; i < rows; i += 1) {
    const number = i + 1;
    const part = i / rows;
    const drawn = draw(random());
    const accepted = drawn.verdict !== 'reject';
    yield {
      kind: drawn.kind,
      verdict: drawn.verdict,
      reason: drawn.reason,
      decidedBy: drawn.decidedBy,
      rule: drawn.rule,
      rules: drawn.rules,
      peer: drawn.peer,
      account: drawn.account,
      helo: drawn.helo,
      sender: drawn.sender,
      recipient: drawn.recipient,
      number,
      at: Math.floor(LOG_END - LOG_DAYS * DAY_MS * (1 - part)),
      enforcement: 1 + Math.floor(part * LOG_REVISIONS),
      localAddress: drawn.account === null ? '192.0.2.10' : '192.0.2.11',
      listener: drawn.account === null ? '0.0.0.0:25' : '0.0.0.0:587',
      tls: random() < 0.7 ? 'TLSv1.3 TLS_AES_256_GCM_SHA384' : null,
      mechanism: drawn.account === null ? null : 'PLAIN',
      given: null,
      smtputf8: false,
      session: `s${Math.floor(i / 3).toString(36)}`,
      queueId: accepted ? `4${(i * 7).toString(36).toUpperCase().padStart(9, '0')}` : null,
      reply: `${drawn.said} (ref ${referenceFromNumber(number)})`,
    };
  }
}

function drawing(few: (of: number) => number, any: (of: number) => number) {
  const word = (i: number) => WORDS[i % WORDS.length]!;
  const domain = (i: number) => `${word(i)}-${word(i >> 4)}${i % 97}.${TLDS[i % TLDS.length]}`;
  const person = (i: number) => `${word(i >> 3)}.${word(i)}${i % 31}`;
  const stranger = (i: number) =>
    `${11 + ((i * 7) % 180)}.${(i >> 12) & 255}.${(i >> 6) & 255}.${(i * 13) & 255}`;
  const ours = () => `${person(few(2000))}@d${few(20)}.example.com`;

  const inbound = (): Drawn => {
    const from = few(5000);
    const to = ours();
    const rule = `route ${to.slice(to.indexOf('@') + 1)} -> <inbound>`;
    return {
      ...RECIPIENT,
      verdict: 'inbound',
      reason: 'inbound-route',
      rule,
      rules: [rule],
      peer: stranger(from),
      account: null,
      helo: `mx${from % 9}.${domain(from)}`,
      sender: `${person(few(200_000))}@${domain(from)}`,
      recipient: to,
      said: `250 2.1.5 <${to}> will be delivered`,
    };
  };
  const relay = (): Drawn => {
    const device = any(3) > 0;
    const i = few(device ? 300 : 500);
    const rule = device ? `address 10.1.${i % DEVICE_NETWORKS}.0/24` : 'authenticated';
    const to = `${person(few(300_000))}@${domain(few(20_000))}`;
    return {
      ...RECIPIENT,
      verdict: 'relay',
      reason: device ? 'address' : 'authenticated',
      rule,
      rules: [rule],
      peer: device
        ? `10.1.${i % DEVICE_NETWORKS}.${1 + (i % 250)}`
        : stranger(1_000_000 + few(20_000)),
      account: device ? null : person(i),
      helo: device ? `scan-${i}.example.com` : `[192.168.${i % 9}.${i % 200}]`,
      sender: device ? `scanner${i}@example.com` : `${person(i)}@example.com`,
      recipient: to,
      said: `250 2.1.5 <${to}> will be relayed`,
    };
  };
  const refused = (): Drawn => {
    const peer = few(400_000);
    const known = any(3) === 0;
    const to = known
      ? `${person(any(50_000))}@d${few(20)}.example.com`
      : `${person(any(400_000))}@${domain(any(100_000))}`;
    return {
      ...RECIPIENT,
      verdict: 'reject',
      reason: known ? 'unknown-recipient' : 'not-permitted',
      decidedBy: known ? 'recipient' : 'rules',
      rule: null,
      rules: [],
      peer: stranger(2_000_000 + peer),
      account: null,
      helo: any(4) === 0 ? `[${stranger(any(1_000_000))}]` : domain(peer),
      sender: any(8) === 0 ? '' : `${person(any(1_000_000))}@${domain(any(200_000))}`,
      recipient: to,
      said: `550 ${known ? '5.1.1 No such recipient' : '5.7.1 Relaying denied for'} <${to}>`,
    };
  };
  const logon = (): Drawn => ({
    kind: 'logon',
    verdict: 'reject',
    reason: 'logon-refused',
    decidedBy: 'sender',
    rule: null,
    rules: [],
    peer: stranger(3_000_000 + few(20_000)),
    account: any(2) === 0 ? person(few(500)) : `${word(any(5000))}${any(900)}`,
    helo: 'ylmf-pc',
    sender: '',
    recipient: '',
    said: '535 5.7.8 Authentication failed',
  });
  return (part: number): Drawn =>
    part < 0.25 ? inbound() : part < 0.5 ? relay() : part < 0.95 ? refused() : logon();
}

const RECIPIENT = { kind: 'recipient', decidedBy: 'rules' } as const;
const TLDS = ['com', 'net', 'org', 'de', 'test', 'co.uk'];
const WORDS =
  'amber birch cedar delta ember fjord grove harbor indigo juniper krill lumen maple north olive pearl quartz river stone tulip umber vale willow xenon yarrow zephyr acorn basalt coral dune'.split(
    ' ',
  );

/** The line that Postfix would have written for a row; a search of it is what there was before. */
export function postfixLine({
  at,
  peer,
  helo,
  sender,
  recipient,
  reply,
  queueId,
  verdict,
  kind,
  account,
}: StoredDecision): string {
  const time = `${new Date(at).toISOString().slice(0, 19)}+00:00 mail`;
  if (kind === 'logon') {
    return `${time} postfix/smtpd[4711]: warning: unknown[${peer}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=${account}\n`;
  }
  const ends = `from=<${printable(sender)}> to=<${printable(recipient)}> proto=ESMTP helo=<${printable(helo)}>`;
  if (verdict === 'reject') {
    return `${time} postfix/smtpd[4711]: NOQUEUE: reject: RCPT from unknown[${peer}]: ${reply}; ${ends}\n`;
  }
  const user = account === null ? '' : `, sasl_method=PLAIN, sasl_username=${account}`;
  return (
    `${time} postfix/smtpd[4711]: ${queueId}: client=unknown[${peer}]${user}\n` +
    `${time} postfix/qmgr[815]: ${queueId}: from=<${sender}>, size=4096, nrcpt=1 (queue active)\n` +
    `${time} postfix/smtp[816]: ${queueId}: to=<${recipient}>, relay=mx[192.0.2.9]:25, delay=0.4, dsn=2.0.0, status=sent (${reply})\n`
  );
}
