/** A next hop and a DNS server that fail in turn, for a second or three, in an order that the seed gives. */
import type { DnsServer, Zone } from '../support/dns-server.js';
import { seeded } from '../support/seeded.js';
import type { Said, SinkScript, SmtpSink } from '../support/smtp-sink.js';

type Fault = Pick<SinkScript, 'answer' | 'afterData'>;

const HOP_FAULTS: readonly Fault[] = [
  at('EHLO', 'DROP'),
  at('EHLO', '421 4.3.2 not now'),
  at('RCPT', '451 4.7.1 later'),
  at('DATA', 'DROP'),
  { afterData: () => '452 4.3.1 full' },
  { afterData: () => 'DROP' },
];
const DNS_FAULTS: readonly Zone[] = [
  { fault: 'SERVFAIL' },
  { fault: 'silence' },
  { fault: 'garbage' },
];

export class HopFaults {
  /** Faults so far. */
  count = 0;
  readonly #dns: DnsServer;
  readonly #random: () => number;
  readonly #zones: Record<string, Zone>;
  #fault: Fault = {};
  #timer: NodeJS.Timeout | null = null;

  constructor(sink: SmtpSink, dns: DnsServer, seed: number) {
    this.#dns = dns;
    this.#zones = { ...dns.zones };
    this.#random = seeded(seed + 1);
    sink.script = {
      ...sink.script,
      answer: (line, session) => this.#fault.answer?.(line, session),
      afterData: (session) => this.#fault.afterData?.(session),
    };
  }

  begin(): void {
    this.#timer = setTimeout(() => this.#next(), 1000 + 2000 * this.#random());
  }

  /** All is well again. */
  end(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#mend();
  }

  #next(): void {
    this.#mend();
    if (this.#random() < 0.5) {
      this.count += 1;
      const place = Math.floor(this.#random() * (HOP_FAULTS.length + DNS_FAULTS.length));
      const hop = HOP_FAULTS[place];
      if (hop) this.#fault = hop;
      else this.#dns.zones['hop.test'] = DNS_FAULTS[place - HOP_FAULTS.length]!;
    }
    this.begin();
  }

  #mend(): void {
    this.#fault = {};
    Object.assign(this.#dns.zones, this.#zones);
  }
}

function at(command: string, said: Said): Fault {
  return { answer: (line) => (line.startsWith(command) ? said : undefined) };
}
