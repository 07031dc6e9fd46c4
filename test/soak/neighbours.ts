/** The next hop and the DNS that a soak depends on, and how both may fail for a while. */
import { DnsServer } from '../support/dns-server.js';
import { SmtpSink, type Said } from '../support/smtp-sink.js';

export const HOP = 'hop.test';
const GOOD = { a: ['127.0.0.1'] };
const STAGES = ['EHLO', 'MAIL', 'RCPT', 'DATA'] as const;

export interface Neighbours {
  readonly sink: SmtpSink;
  readonly dns: DnsServer;
}

/** Failing until `heal` is called; `name` is for the report. */
export interface Fault {
  readonly name: string;
  heal(): Promise<void>;
}

/** What the next hop does in place of its work. */
interface Bad {
  answer?: (line: string) => Said | undefined;
  afterData?: () => Said | undefined;
}

export class FailingNeighbours implements Neighbours {
  readonly sink: SmtpSink;
  readonly dns = new DnsServer({ [HOP]: GOOD });
  #bad: Bad = {};

  constructor() {
    this.sink = new SmtpSink({
      answer: (line) => this.#bad.answer?.(line),
      afterData: () => this.#bad.afterData?.(),
    });
  }

  async start(): Promise<this> {
    await Promise.all([this.sink.start(), this.dns.start()]);
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all([this.sink.stop(), this.dns.stop()]);
  }

  /** Begins a fault that a relay has to get over: nothing that would be an end for a message. */
  async fail(random: () => number): Promise<Fault> {
    const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const stage = one(STAGES);
    const at = (said: Said) => (line: string) => (line.startsWith(stage) ? said : undefined);
    switch (one(['drops', 'refuses', 'forgets', 'away', 'dns'] as const)) {
      case 'drops':
        return this.#behave(`next hop drops at ${stage}`, { answer: at('DROP') });
      case 'refuses':
        return this.#behave(`next hop says 451 to ${stage}`, { answer: at('451 4.3.0 not now') });
      case 'forgets':
        return this.#behave('next hop drops before it has answered a message', {
          afterData: () => (random() < 0.5 ? 'DROP' : undefined),
        });
      case 'away': {
        const { port } = this.sink;
        await this.sink.stop();
        return {
          name: 'next hop away',
          heal: async () => void (await this.sink.start('127.0.0.1', port)),
        };
      }
      case 'dns': {
        const fault = one(['SERVFAIL', 'REFUSED', 'silence'] as const);
        this.dns.zones[HOP] = { fault };
        return {
          name: `DNS: ${fault}`,
          heal: async () => void (this.dns.zones[HOP] = GOOD),
        };
      }
    }
  }

  #behave(name: string, bad: Bad): Fault {
    this.#bad = bad;
    return { name, heal: async () => void (this.#bad = {}) };
  }
}
