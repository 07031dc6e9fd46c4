/**
 * Asks the inbound host about recipients (call-forward) within bounds, so that nobody can use us to
 * find out who exists there, or to keep the host busy: a name is asked once and then known for a while,
 * few new names a minute are asked for one peer, few questions are under way at once, and a host that
 * takes a name which nobody has is not asked at all.
 *
 * Promise: while the host cannot be asked, names that existed are taken, all others put off.
 * Known weakness: a restart forgets what was known.
 */
import { randomBytes } from 'node:crypto';
import type { Inbound } from '../../../shared/api/delivery.js';
import { recipientKey } from '../../../shared/api/recipients.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import type { RecipientAnswer, RecipientAsker } from '../smtp/front.js';
import type { AskHost } from './ask-host.js';
import { KnownNames } from './known-names.js';
import { NewNames } from './new-names.js';

/** What a question is about. */
interface Question {
  readonly address: string;
  readonly nextHop: NextHop;
  /** The name at this host. */
  readonly name: string;
  /** Everybody of this domain at this host, known like a name: `*@domain`. */
  readonly everybody: string;
  readonly wasGood: boolean;
}

/** Questions at once, and how many more may wait. */
const MOST_AT_ONCE = 10;
const MOST_WAITING = 200;
/** A host that could not be asked is left alone so long (milliseconds). */
const REST = 30_000;
const MOST_RESTING = 1000;

export class HostQuestions {
  readonly #ask: AskHost;
  readonly #now: () => number;
  readonly #names = new KnownNames();
  readonly #newNames = new NewNames();
  /** Questions under way, by name. */
  readonly #asked = new Map<string, Promise<RecipientAnswer>>();
  /** Until when a host is left alone, in milliseconds since 1970. */
  readonly #resting = new Map<string, number>();
  readonly #line: (() => void)[] = [];
  #underWay = 0;
  #inbound: Inbound | null = null;

  constructor(ask: AskHost, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  /** `inbound`: the host that a next hop without one stands for. */
  answer(
    address: string,
    nextHop: NextHop,
    inbound: Inbound,
    { peer, account }: RecipientAsker,
  ): RecipientAnswer | Promise<RecipientAnswer> {
    this.#forgetOthers(inbound);
    const host = keyOf(nextHop);
    const key = recipientKey(address);
    const name = `${host} ${key}`;
    const everybody = `${host} *${key.slice(key.lastIndexOf('@'))}`;
    const now = this.#now();
    const known = this.#names.find(name, now);
    if (known === 'good' || this.#names.find(everybody, now) === 'good') return 'exists';
    if (known === 'bad') return 'unknown';
    const underWay = this.#asked.get(name);
    if (underWay) return underWay;
    const wasGood = known === 'was-good';
    if (this.#isResting(host)) return this.#withoutHost({ everybody, wasGood });
    // Who has logged on is known by name: its new names are not counted.
    if (!wasGood && account === null && !this.#newNames.take(peer, now)) return 'too-many';
    const question = { address, nextHop, name, everybody, wasGood };
    const answer = this.#question(question).finally(() => this.#asked.delete(name));
    this.#asked.set(name, answer);
    return answer;
  }

  async #question(question: Question): Promise<RecipientAnswer> {
    const { address, nextHop, name, everybody } = question;
    if (!(await this.#turn())) return this.#withoutHost(question);
    const host = keyOf(nextHop);
    if (this.#isResting(host)) {
      this.#leave();
      return this.#withoutHost(question);
    }
    // Asked in the same breath, unless it is known that nobody is taken for everybody.
    const isSelective = this.#names.find(everybody, this.#now()) === 'bad';
    const nobody = `${randomName()}${address.slice(address.lastIndexOf('@'))}`;
    const addresses = isSelective ? [address] : [address, nobody];
    const answers = await this.#ask(nextHop, addresses).finally(() => this.#leave());
    const now = this.#now();
    if (answers === 'unreachable') {
      this.#rest(host, now + REST);
      return this.#withoutHost(question);
    }
    const [own, other] = answers === 'everybody' ? ['exists', 'exists'] : answers;
    if (other === 'exists') this.#names.note(everybody, true, now);
    else if (other === 'unknown') this.#names.note(everybody, false, now);
    if (other === 'exists') return 'exists';
    if (own === 'unclear' || own === undefined) return this.#withoutHost(question);
    this.#names.note(name, own === 'exists', now);
    return own as RecipientAnswer;
  }

  #withoutHost({ everybody, wasGood }: Pick<Question, 'everybody' | 'wasGood'>): RecipientAnswer {
    const tookAll = this.#names.find(everybody, this.#now()) === 'was-good';
    return wasGood || tookAll ? 'exists' : 'unreachable';
  }

  /** What was said by one host says nothing of another. */
  #forgetOthers(inbound: Inbound): void {
    if (inbound === this.#inbound) return;
    if (JSON.stringify(inbound) !== JSON.stringify(this.#inbound)) {
      this.#names.clear();
      this.#resting.clear();
    }
    this.#inbound = inbound;
  }

  #isResting(host: string): boolean {
    return (this.#resting.get(host) ?? 0) > this.#now();
  }

  #rest(host: string, until: number): void {
    if (this.#resting.size >= MOST_RESTING) this.#resting.clear();
    this.#resting.set(host, until);
  }

  /** False when too many wait already. */
  async #turn(): Promise<boolean> {
    if (this.#underWay < MOST_AT_ONCE) {
      this.#underWay += 1;
      return true;
    }
    if (this.#line.length >= MOST_WAITING) return false;
    await new Promise<void>((resolve) => this.#line.push(resolve));
    return true;
  }

  /** The next in line takes the place. */
  #leave(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#underWay -= 1;
  }
}

function keyOf(nextHop: NextHop): string {
  if (nextHop.kind === 'domain') return nextHop.domain;
  return nextHop.host === undefined ? '' : `${nextHop.host}:${nextHop.port}`;
}

/** A local part that nobody has, and that looks like any other. */
function randomName(): string {
  const letters = [...randomBytes(14)].map((octet) => String.fromCharCode(97 + (octet % 26)));
  return letters.join('');
}
