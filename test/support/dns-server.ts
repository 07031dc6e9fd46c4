/** A DNS server for tests: answers over UDP and TCP from a small table, or as badly as it is told. */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import packet, { type Answer, type Packet } from 'dns-packet';

/** What is said in place of an answer. */
export type DnsFault =
  | 'SERVFAIL'
  | 'REFUSED'
  | 'silence'
  /** Octets that are no answer. */
  | 'garbage'
  /** The answer to another question: of another number, or for another name. */
  | 'wrong id'
  | 'wrong name'
  /** A part of the answer, and nobody at TCP for the whole. */
  | 'truncated'
  /** The answer's octets stop in the middle. */
  | 'cut';

export interface Zone {
  readonly mx?: readonly (readonly [preference: number, host: string])[];
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  readonly txt?: readonly string[];
  readonly ptr?: readonly string[];
  readonly cname?: string;
  readonly fault?: DnsFault;
  /** Milliseconds before it answers. */
  readonly delay?: number;
}

const NOERROR = 0;
const NXDOMAIN = 3;
const RCODES: Partial<Record<DnsFault, number>> = { SERVFAIL: 2, REFUSED: 5 };
/** What is larger goes over TCP. */
const MOST_UDP = 1200;

export class DnsServer {
  /** By name in lower case; a name that is not here does not exist. */
  readonly zones: Record<string, Zone>;
  /** `MX example.com` each. */
  readonly asked: string[] = [];
  readonly #udp: DatagramSocket = createSocket('udp4');
  readonly #tcp: Server;
  readonly #connections = new Set<Socket>();

  constructor(zones: Record<string, Zone>) {
    this.zones = zones;
    this.#udp.on('message', (message, from) => {
      this.#answer(packet.decode(message), MOST_UDP, (octets) =>
        this.#udp.send(octets, from.port, from.address),
      );
    });
    this.#tcp = createServer((socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket)).on('error', () => undefined);
      socket.on('data', (message) => {
        this.#answer(packet.decode(message.subarray(2)), Infinity, (octets) => {
          const length = Buffer.alloc(2);
          length.writeUInt16BE(octets.length);
          socket.write(Buffer.concat([length, octets]));
        });
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#tcp.listen(0, '127.0.0.1', resolve));
    const { port } = this.#tcp.address() as AddressInfo;
    await new Promise<void>((resolve) => this.#udp.bind(port, '127.0.0.1', resolve));
    return this;
  }

  /** As the resolver wants it. */
  get place(): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.#udp.address().port };
  }

  async stop(): Promise<void> {
    for (const socket of this.#connections) socket.destroy();
    await Promise.all([
      new Promise<void>((resolve) => this.#udp.close(() => resolve())),
      new Promise<void>((resolve) => this.#tcp.close(() => resolve())),
    ]);
  }

  #answer(question: Packet, most: number, send: (octets: Buffer) => void): void {
    const octets = this.#octetsOf(question, most);
    if (!octets) return;
    const { name = '' } = question.questions?.[0] ?? {};
    const { delay = 0 } = this.zones[name.toLowerCase()] ?? {};
    // After a stop nobody waits for it.
    if (delay > 0) setTimeout(() => void tryTo(() => send(octets)), delay).unref();
    else send(octets);
  }

  #octetsOf({ id = 0, questions = [] }: Packet, most: number): Buffer | null {
    const { name, type } = questions[0]!;
    this.asked.push(`${type} ${name}`);
    const zone = this.zones[name.toLowerCase()];
    const fault = zone?.fault;
    if (fault === 'silence' || (fault === 'truncated' && most === Infinity)) return null;
    if (fault === 'garbage') return Buffer.from('220 mail.test ESMTP\r\n');
    const rcode = zone ? ((fault && RCODES[fault]) ?? NOERROR) : NXDOMAIN;
    // The low four bits of the flags are the response code.
    const flags = packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | rcode;
    const answers = zone && rcode === NOERROR ? this.#records(name, type, zone) : [];
    const answer: Packet = {
      type: 'response',
      id: fault === 'wrong id' ? (id + 1) % 65_536 : id,
      flags,
      questions: fault === 'wrong name' ? [{ ...questions[0]!, name: `x.${name}` }] : questions,
      answers,
    };
    const octets = packet.encode(answer);
    if (fault === 'cut') return octets.subarray(0, octets.length - 5);
    if (octets.length <= most && fault !== 'truncated') return octets;
    return packet.encode({ ...answer, flags: flags | packet.TRUNCATED_RESPONSE, answers: [] });
  }

  /** The chain of aliases with what stands at its end; a circle is answered with its own name last. */
  #records(name: string, type: string, zone: Zone): Answer[] {
    const chain: Answer[] = [];
    let [last, at] = [name, zone as Zone | undefined];
    while (at?.cname && chain.length < 10) {
      chain.push({ ...COMMON, name: last, type: 'CNAME', data: at.cname });
      last = at.cname;
      at = this.zones[last];
    }
    return at ? [...chain, ...recordsOf(last, type, at)] : chain;
  }
}

const COMMON = { ttl: 60, class: 'IN' as const };

function recordsOf(name: string, type: string, zone: Zone): Answer[] {
  const { mx = [], a = [], aaaa = [], txt = [], ptr = [] } = zone;
  const common = { ...COMMON, name };
  switch (type) {
    case 'MX':
      return mx.map(([preference, exchange]) => {
        return { ...common, type: 'MX', data: { preference, exchange } };
      });
    case 'TXT':
      return txt.map((data) => ({ ...common, type: 'TXT', data }));
    case 'PTR':
      return ptr.map((data) => ({ ...common, type: 'PTR', data }));
    case 'A':
      return a.map((data) => ({ ...common, type: 'A', data }));
    case 'AAAA':
      return aaaa.map((data) => ({ ...common, type: 'AAAA', data }));
    default:
      return [];
  }
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // The socket has been closed.
  }
}
