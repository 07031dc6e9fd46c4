/** Rows of a small world, so that every filter meets some, and what each filter means, told naively. */
import type { StoredDecision } from '../../../../server/store/decisions/stored-decision.js';
import { ipFromText } from '../../../../shared/address/ip.js';
import { networkCovers, networkFromText } from '../../../../shared/address/network.js';
import type { DecisionFilter } from '../../../../shared/api/decisions.js';
import { referenceFromNumber } from '../../../../shared/smtp/reference.js';
import { seeded } from '../../../support/seeded.js';

export const FIRST_AT = Date.parse('2026-11-20T00:00:00Z');
const STEP_MS = 4000;
const PEERS = ['10.1.2.3', '10.1.2.4', '10.9.0.1', '203.0.113.7', '2001:db8::1', '2001:db8:1::2'];
const RULES = [
  'address 10.0.0.0/8',
  'route b.test -> <inbound>',
  'never 10.9.0.1',
  'authenticated',
];

/** Revision 1 is enforcement 1 and 2, revision 2 is enforcement 3. */
export const REVISION_OF = { 1: 1, 2: 1, 3: 2 } as const;

export function drawnRows(count: number): StoredDecision[] {
  const random = seeded(5);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() ** 2 * of.length)]!;
  return Array.from({ length: count }, (_, i) => {
    const verdict = one(['reject', 'relay', 'inbound'] as const);
    const rules = RULES.filter(() => random() < 0.2);
    const number = i + 1 + (i > count / 2 ? 100_000 : 0); // a restart leaves a gap
    const account = random() < 0.1 ? one(['Scanner', 'scanner', 'maria']) : null;
    return {
      number,
      at: FIRST_AT + i * STEP_MS,
      kind: random() < 0.05 ? 'logon' : 'recipient',
      verdict,
      reason: verdict === 'reject' ? one(['not-permitted', 'never-route'] as const) : 'address',
      decidedBy: 'rules',
      rule: rules[0] ?? null,
      rules,
      enforcement: i < count / 3 ? 1 : i < count / 2 ? 2 : 3,
      peer: one(PEERS),
      localAddress: '127.0.0.1',
      listener: '127.0.0.1:25',
      account,
      helo: one(['mail.a.test', 'SCAN-3F', '[10.1.2.3]', '']),
      tls: null,
      mechanism: null,
      sender: one([
        '',
        'a@a.test',
        'Invoices@Supplier.test',
        `s${Math.floor(random() * 5000)}@x.test`,
      ]),
      recipient: one(['x@b.test', 'y@b.test', `r${Math.floor(random() * 5000)}@remote.test`]),
      given: null,
      smtputf8: false,
      session: `s${i}`,
      queueId: null,
      reply: `550 5.7.1 no (ref ${referenceFromNumber(number)})`,
    };
  });
}

/** Whether a row meets a filter. */
export function meets(row: StoredDecision, filter: DecisionFilter): boolean {
  const { verdict, reason, peer, sender, recipient, account, rule, revision, since, until, q } =
    filter;
  const holds = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  const anywhere = (text: string) =>
    [row.sender, row.recipient, row.peer, row.helo].some((each) => holds(each, text)) ||
    referenceFromNumber(row.number) === text;
  return (
    (!verdict || row.verdict === verdict) &&
    (!reason || row.reason === reason) &&
    (!peer || peerIn(row.peer, peer)) &&
    (!sender || holds(row.sender, sender)) &&
    (!recipient || holds(row.recipient, recipient)) &&
    (!account || row.account?.toLowerCase() === account.toLowerCase()) &&
    (!rule || row.rules!.includes(rule)) &&
    (!revision || REVISION_OF[row.enforcement as 1] === revision) &&
    (!since || row.at >= Date.parse(since)) &&
    (!until || row.at < Date.parse(until)) &&
    (!q || anywhere(q))
  );
}

function peerIn(peer: string, wanted: string): boolean {
  const network = networkFromText(wanted);
  return network.ok ? networkCovers(network.value, ipFromText(peer)!) : peer.includes(wanted);
}
