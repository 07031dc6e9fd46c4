/** Scenarios that send messages through a relay, and how their figures are printed. */
import { printTable, median, span } from '../table.js';
import type { Used, Work } from '../turn.js';

export interface MessageScenario {
  readonly title: (work: Work) => string;
  /** `messages`: how many of 4 KiB were asked for. */
  readonly work: (messages: number) => Work;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const SMALL = { octets: 4 * KIB, sessions: 20, keep: true, delay: 0 };
const LARGE = { octets: 10 * MIB, sessions: 4, keep: false, delay: 0 };

export const MESSAGE_SCENARIOS: Readonly<Record<string, MessageScenario>> = {
  keep: {
    title: (work) => `keep: many messages a connection, ${textOf(work)}`,
    work: (messages) => ({ ...SMALL, messages }),
  },
  oneper: {
    title: (work) => `oneper: one message a connection, ${textOf(work)}`,
    work: (messages) => ({ ...SMALL, messages, keep: false }),
  },
  large: {
    title: (work) => `large: ${textOf(work)}`,
    work: () => ({ ...LARGE, messages: 50 }),
  },
  'slow-hop': {
    title: (work) => `slow-hop: the next hop takes ${work.delay} ms a reply, ${textOf(work)}`,
    work: (messages) => ({ ...SMALL, messages: Math.ceil(messages / 2), delay: 20 }),
  },
};

/** What each target used in each round; ratios to `base`, taken per round. */
export function printMessages(
  { title }: MessageScenario,
  results: ReadonlyMap<string, readonly Used[]>,
  base: string | null,
): void {
  const { work } = [...results.values()].flat()[0]!;
  const isLarge = work.octets >= MIB;
  const unit = isLarge ? 'MiB' : 'msg';
  const amount = ({ work: { messages, octets } }: Used) =>
    isLarge ? (messages * octets) / MIB : messages;
  const accepted = (used: Used) => (amount(used) * 1000) / (used.sent.until - used.sent.from);
  const endToEnd = (used: Used) => (amount(used) * 1000) / (used.arrived.last - used.sent.from);
  const perCpu = (used: Used) => amount(used) / used.cpu;
  const rows = [...results].map(([name, rounds]) => {
    const ratio = (of: (used: Used) => number) => {
      const other = base === null ? undefined : results.get(base);
      if (!other) return '-';
      const ratios = rounds.flatMap((used, round) => {
        const beside = other[round];
        return beside ? [of(used) / of(beside)] : [];
      });
      return ratios.length === 0 ? '-' : median(ratios).toFixed(2);
    };
    const figure = (of: (used: Used) => number | null, digits = 0) => span(rounds.map(of), digits);
    const digits = isLarge ? 1 : 0;
    return [
      name,
      figure(accepted, digits),
      ratio(accepted),
      figure(endToEnd, digits),
      ratio(endToEnd),
      figure(({ cpu }) => cpu, 2),
      figure(perCpu, digits),
      ratio(perCpu),
      figure(({ rss }) => rss / MIB),
      figure(({ pss }) => pss / MIB),
      figure(({ flushes }) => flushes, 2),
      figure(({ written }) => written && written / KIB),
      figure(({ arrived }) => arrived.connections),
      figure(({ sourceCpu }) => sourceCpu, 2),
      figure(({ sinkCpu }) => sinkCpu, 2),
      figure(({ others }) => others * 100),
    ];
  });
  console.log(`\n== ${title(work)}`);
  printTable(headOf(unit), rows);
  for (const [name, rounds] of results) {
    for (const [round, used] of rounds.entries()) {
      const fault = faultOf(used);
      if (fault !== '') console.log(`  ! ${name}, round ${round + 1}: ${fault}`);
    }
  }
}

function headOf(unit: string): string[] {
  return [
    'target',
    `accepted ${unit}/s`,
    'x',
    `end to end ${unit}/s`,
    'x',
    'CPU s',
    `${unit}/CPU s`,
    'x',
    'peak RSS MiB',
    'peak PSS MiB',
    'flush/msg',
    'KiB to disk/msg',
    'conns out',
    'source CPU s',
    'sink CPU s',
    'other CPU %',
  ];
}

/** Says what was not as it should be: every message once. */
function faultOf({ work, sent, arrived }: Used): string {
  const faults: string[] = [];
  if (sent.accepted < work.messages) {
    faults.push(`${work.messages - sent.accepted} not accepted (${sent.fault || 'out of time'})`);
  }
  const lost = sent.accepted - arrived.unique;
  if (lost > 0) faults.push(`${lost} accepted and not delivered in time`);
  if (arrived.doubled > 0) faults.push(`${arrived.doubled} delivered twice`);
  return faults.join(', ');
}

function textOf({ messages, octets, sessions }: Work): string {
  const size = octets >= MIB ? `${octets / MIB} MiB` : `${octets / KIB} KiB`;
  return `${messages} messages of ${size}, ${sessions} sessions`;
}
