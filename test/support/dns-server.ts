/** A DNS server for tests: answers over UDP from a small table, or as badly as it is told. */
import { createSocket, type Socket } from 'node:dgram';
import packet, { type Answer, type Packet } from 'dns-packet';

export interface Zone {
  readonly mx?: readonly (readonly [preference: number, host: string])[];
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  readonly txt?: readonly string[];
  readonly cname?: string;
  /** What is said in place of an answer; 'silence' says nothing. */
  readonly fault?: 'SERVFAIL' | 'REFUSED' | 'silence';
}

const NOERROR = 0;
const NXDOMAIN = 3;
const FAULTS = { SERVFAIL: 2, REFUSED: 5 } as const;

export class DnsServer {
  /** By name in lower case; a name that is not here does not exist. */
  readonly zones: Record<string, Zone>;
  /** `MX example.com` each. */
  readonly asked: string[] = [];
  readonly #socket: Socket = createSocket('udp4');

  constructor(zones: Record<string, Zone>) {
    this.zones = zones;
    this.#socket.on('message', (message, from) => {
      const answer = this.#answer(packet.decode(message));
      if (answer) this.#socket.send(packet.encode(answer), from.port, from.address);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#socket.bind(0, '127.0.0.1', resolve));
    return this;
  }

  /** As the resolver wants it. */
  get place(): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.#socket.address().port };
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #answer({ id, questions }: Packet): Packet | null {
    const [question] = questions ?? [];
    const { name, type } = question!;
    this.asked.push(`${type} ${name}`);
    const zone = this.zones[name.toLowerCase()];
    if (zone?.fault === 'silence') return null;
    const rcode = zone ? (zone.fault ? FAULTS[zone.fault] : NOERROR) : NXDOMAIN;
    const answers = zone && !zone.fault ? this.#records(name, type, zone) : [];
    // The low four bits of the flags are the response code.
    const flags = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | rcode;
    return { type: 'response', id: id ?? 0, flags, questions: questions ?? [], answers };
  }

  #records(
    name: string,
    type: string,
    { mx = [], a = [], aaaa = [], txt = [], cname }: Zone,
  ): Answer[] {
    const common = { name, ttl: 60, class: 'IN' as const };
    if (cname) {
      const target = this.zones[cname];
      const rest = target ? this.#records(cname, type, target) : [];
      return [{ ...common, type: 'CNAME', data: cname }, ...rest];
    }
    if (type === 'MX') {
      return mx.map(([preference, exchange]) => ({
        ...common,
        type: 'MX',
        data: { preference, exchange },
      }));
    }
    if (type === 'TXT') return txt.map((data) => ({ ...common, type: 'TXT', data }));
    if (type === 'A') return a.map((data) => ({ ...common, type: 'A', data }));
    if (type === 'AAAA') return aaaa.map((data) => ({ ...common, type: 'AAAA', data }));
    return [];
  }
}
