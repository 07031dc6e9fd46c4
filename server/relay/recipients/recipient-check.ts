/**
 * Which recipients of inbound mail are taken: everybody, those on a list, or those whom the inbound
 * host takes, so that what cannot be delivered is refused at RCPT and bounces to nobody.
 *
 * Promise: postmaster of our domains is always taken (RFC 5321 4.5.1), listed or not: whoever has
 * trouble with this server must be able to say so.
 */
import type { Delivery } from '../../../shared/api/delivery.js';
import { isListed, isPostmaster, recipientKey } from '../../../shared/api/recipients.js';
import type { NextHop } from '../../../shared/engine/decision.js';
import type { RecipientAnswer, RecipientAsker } from '../smtp/front.js';
import type { AskHost } from './ask-host.js';
import { HostQuestions } from './host-questions.js';

export interface RecipientCheckOptions {
  /** The settings in force, asked for at each recipient. */
  readonly settings: () => Pick<Delivery, 'recipients' | 'inbound'>;
  readonly askHost: AskHost;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export class RecipientCheck {
  readonly #settings: RecipientCheckOptions['settings'];
  readonly #questions: HostQuestions;
  /** Made once for each list. */
  #list: { readonly of: readonly string[]; readonly keys: ReadonlySet<string> } | null = null;

  constructor({ settings, askHost, now = Date.now }: RecipientCheckOptions) {
    this.#settings = settings;
    this.#questions = new HostQuestions(askHost, now);
  }

  /** `address` as it will be delivered, after an inbound verdict. Never rejects. */
  check(
    address: string,
    nextHop: NextHop,
    asker: RecipientAsker,
  ): RecipientAnswer | Promise<RecipientAnswer> {
    const { recipients, inbound } = this.#settings();
    if (recipients.kind === 'any' || isPostmaster(address)) return 'exists';
    if (recipients.kind === 'list') {
      return isListed(this.#keys(recipients.addresses), address) ? 'exists' : 'unknown';
    }
    return this.#questions.answer(address, nextHop, inbound, asker);
  }

  #keys(addresses: readonly string[]): ReadonlySet<string> {
    if (this.#list?.of !== addresses) {
      this.#list = { of: addresses, keys: new Set(addresses.map(recipientKey)) };
    }
    return this.#list.keys;
  }
}
