/**
 * Everything that peers can connect to: the listeners of the environment or, in their place, sockets that a
 * service manager has handed over, kind by kind; and the lane for devices that
 * know only old TLS, which comes and goes with the settings.
 *
 * Promise: a new certificate is shown from the next handshake on, and no session is dropped for it; the
 * legacy lane closes at its end without anybody's doing.
 */
import type { AddressInfo } from 'node:net';
import type { LegacyLane, ListenerOffer } from '../../shared/api/security.js';
import type { ListenerStatus } from '../../shared/api/status.js';
import { endpointsFromText, type Endpoint } from '../endpoint.js';
import { SETTINGS, type Environment } from '../environment.js';
import { refuseOtherSockets, type InheritedSocket } from '../inherited-sockets.js';
import type { PemPair } from '../store/certificate.js';
import { listed } from './listed.js';
import type { Front } from './smtp/front.js';
import { Listener } from './smtp/listener.js';

const DRAIN_MS = 5000;
const KINDS = ['smtp', 'submission', 'smtps'] as const;
/** How often it is looked whether the legacy lane has ended: its end may be months away. */
const END_LOOK_MS = 1000;

export class Listeners {
  readonly #environment: Environment;
  readonly #log: (line: string) => void;
  readonly #fixed: Listener[] = [];
  #front: Front | null = null;
  #pair: PemPair | null = null;
  #wanted: LegacyLane | null = null;
  #legacy: Listener | null = null;
  #legacyEnd: NodeJS.Timeout | null = null;
  #legacyProblem: string | null = null;
  #closing: Promise<unknown> = Promise.resolve();

  constructor(environment: Environment, log: (line: string) => void) {
    this.#environment = environment;
    this.#log = log;
  }

  /** Opens those of the environment, or takes over. Throws a StartFault when one cannot be had. */
  async start(front: Front, pair: PemPair): Promise<void> {
    this.#front = front;
    this.#pair = pair;
    refuseOtherSockets(this.#environment.inherited, KINDS, 'relay');
    for (const kind of KINDS) {
      for (const where of this.#placesOf(kind)) {
        const listener = new Listener(front, { kind, where, ...pair });
        await listener.start();
        this.#fixed.push(listener);
      }
    }
    await this.useLegacy(this.#wanted);
  }

  async stop(): Promise<void> {
    if (this.#legacyEnd) clearInterval(this.#legacyEnd);
    await Promise.all([this.#closing, ...this.#all().map((each) => each.drain(DRAIN_MS))]);
  }

  usePair(pair: PemPair): void {
    this.#pair = pair;
    for (const listener of this.#all()) listener.updateSecureContext(pair);
  }

  /** Opens, changes or closes the legacy lane; sessions that are there end in order. */
  async useLegacy(wanted: LegacyLane | null): Promise<void> {
    const isSame = JSON.stringify(wanted) === JSON.stringify(this.#wanted);
    this.#wanted = wanted;
    const left = wanted ? Date.parse(wanted.until) - Date.now() : 0;
    if (!this.#front || !this.#pair || (isSame && this.#legacy && left > 0)) return;
    this.#closeLegacy();
    this.#legacyProblem = null;
    if (!wanted) return;
    if (left <= 0) {
      this.#legacyProblem = 'The legacy lane has ended.';
      return;
    }
    try {
      this.#legacy = await this.#openLegacy(this.#front, this.#pair, wanted);
    } catch (error) {
      this.#legacyProblem = (error as Error).message;
      this.#log(`legacy lane: ${this.#legacyProblem}`);
      return;
    }
    this.#legacyEnd = setInterval(() => void this.useLegacy(wanted), END_LOOK_MS);
    this.#legacyEnd.unref();
  }

  bound(): AddressInfo[] {
    return this.#all().map((listener) => listener.bound());
  }

  status(): ListenerStatus[] {
    return this.#fixed.map((listener) => ({ kind: listener.kind, address: listener.address() }));
  }

  offers(): ListenerOffer[] {
    const fixed = this.#fixed.map((listener): ListenerOffer => ({
      kind: listener.kind,
      address: listener.address(),
      tls: 'TLS 1.2 and later',
      logon: listener.kind === 'smtps' ? 'always' : 'after STARTTLS',
      from: this.#originOf(listener.kind),
    }));
    if (!this.#legacy) return fixed;
    const logon = this.#wanted?.plainLogons ? 'without TLS too' : 'after STARTTLS';
    const address = this.#legacy.address();
    return [
      ...fixed,
      { kind: 'legacy', address, tls: 'TLS 1.0 and later', logon, from: 'this page' },
    ];
  }

  legacyProblem(): string | null {
    return this.#legacyProblem;
  }

  /** Sockets that were handed over stand for all addresses of their kind. */
  #placesOf(kind: ListenerStatus['kind']): readonly (Endpoint | InheritedSocket)[] {
    const { inherited, [kind]: endpoints } = this.#environment;
    return inherited[kind].length > 0 ? inherited[kind] : endpoints;
  }

  /** Where a listener is set, for the console. */
  #originOf(kind: ListenerStatus['kind']): string {
    if (this.#environment.inherited[kind].length > 0) return 'systemd socket';
    const { name } = SETTINGS.find(({ flag }) => flag === kind)!;
    return this.#environment.sources[name] ?? 'the default';
  }

  #all(): Listener[] {
    return this.#legacy ? [...this.#fixed, this.#legacy] : this.#fixed;
  }

  /** Its port is free at once; sessions end in their own time, for which no setting waits. */
  #closeLegacy(): void {
    if (this.#legacyEnd) clearInterval(this.#legacyEnd);
    this.#legacyEnd = null;
    if (this.#legacy) this.#closing = Promise.all([this.#closing, this.#legacy.drain(DRAIN_MS)]);
    this.#legacy = null;
  }

  async #openLegacy(front: Front, pair: PemPair, lane: LegacyLane): Promise<Listener> {
    const [where, ...more] = endpointsFromText(lane.listen);
    if (!where || more.length > 0) throw new Error('It must listen on one address.');
    const { networks, plainLogons } = lane;
    const listener = new Listener(front, {
      kind: 'smtp',
      where,
      ...pair,
      legacy: { isServed: listed(networks), plainLogons },
    });
    await listener.start();
    return listener;
  }
}
