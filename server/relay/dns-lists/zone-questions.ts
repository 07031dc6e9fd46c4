/**
 * Asks one DNS list about addresses.
 *
 * Promise: an answer is there within `WAIT_MS`, and what is no clear answer is "not listed": a list that is slow,
 * down, gone or refuses us holds up no mail and refuses none. Such a list is left out for a while.
 */
import { ipFromText, type Ip } from '../../../shared/address/ip.js';
import { networkCovers, networkFromText } from '../../../shared/address/network.js';
import type { ListNames } from '../delivery/resolver.js';
import { KnownAnswers, NOT_LISTED, type ListAnswer } from './known-answers.js';
import { questionName } from './question-name.js';
import { ZoneStand, type ZoneFault } from './zone-stand.js';

/** Milliseconds for an answer with its text. */
export const WAIT_MS = 2000;

/** Questions that wait at a time; who comes when there are more is not asked about. */
const MOST_WAITING = 500;

const isListing = networkOf('127.0.0.0/8');
/** "You may not ask" and the like, never a listing (Spamhaus' error codes). */
const isRefusal = networkOf('127.255.255.0/24');

export interface ZoneQuestionsOptions {
  readonly zone: string;
  readonly names: ListNames;
  readonly now: () => number;
  /** It is left out from now on. */
  readonly onFault: (problem: string) => void;
}

export class ZoneQuestions {
  readonly #options: ZoneQuestionsOptions;
  readonly #known: KnownAnswers;
  readonly #stand: ZoneStand;
  readonly #waiting = new Map<string, Promise<ListAnswer>>();

  constructor(options: ZoneQuestionsOptions) {
    this.#options = options;
    this.#known = new KnownAnswers(options.now);
    this.#stand = new ZoneStand(options.now);
  }

  fault(): ZoneFault | null {
    return this.#stand.fault();
  }

  /** What the list says of the address. Never rejects. */
  ask(ip: Ip): ListAnswer | Promise<ListAnswer> {
    const name = questionName(ip, this.#options.zone);
    const known = this.#known.find(name) ?? this.#waiting.get(name);
    if (known) return known;
    if (this.#stand.fault() || this.#waiting.size >= MOST_WAITING) return NOT_LISTED;
    const answer = this.#answerInTime(name).finally(() => this.#waiting.delete(name));
    this.#waiting.set(name, answer);
    return answer;
  }

  async #answerInTime(name: string): Promise<ListAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), WAIT_MS).unref();
    });
    const answer = await this.#answer(name, late);
    clearTimeout(timer);
    return answer;
  }

  async #answer(name: string, late: Promise<null>): Promise<ListAnswer> {
    const { names } = this.#options;
    const found = await Promise.race([names.holding(name), late]);
    if (found === null) return this.#leaveOut(`no answer within ${WAIT_MS / 1000} s`);
    if (found.kind === 'fault') {
      const problem = `the question failed (${found.why})`;
      if (this.#stand.failed(problem)) this.#options.onFault(problem);
      return NOT_LISTED;
    }
    const records = found.kind === 'found' ? found.value : [];
    const addresses = records.map(({ address }) => address);
    const strange = addresses.find((address) => !isListing(address) || isRefusal(address));
    if (strange !== undefined) {
      const what = isRefusal(strange) ? 'it does not answer us' : 'it answers as no list does';
      return this.#leaveOut(`${what} (${strange})`);
    }
    this.#stand.answered();
    // A listing does not wait for its text longer than for itself.
    const texts = records.length > 0 ? await Promise.race([names.texts(name), late]) : null;
    const said = texts?.kind === 'found' ? texts.value[0]! : null;
    const answer = { addresses, said };
    this.#known.keep(name, answer, Math.min(...records.map(({ ttl }) => ttl)));
    return answer;
  }

  #leaveOut(problem: string): ListAnswer {
    if (this.#stand.leaveOut(problem)) this.#options.onFault(problem);
    return NOT_LISTED;
  }
}

function networkOf(cidr: string): (address: string) => boolean {
  const network = networkFromText(cidr);
  return (address) => {
    const ip = ipFromText(address);
    return network.ok && ip !== null && networkCovers(network.value, ip);
  };
}
