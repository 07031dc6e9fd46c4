/** Messages and recipients within an hour: of an account that has logged on, else of a stranger's address. */
import type { LimitReason } from '../../../shared/api/decisions.js';
import type { LimitSettings } from '../../../shared/api/limits.js';
import { placeOf } from '../../place.js';
import type { Sender } from '../smtp/front.js';
import { WindowCounts } from './window-counts.js';

const HOUR_MS = 3_600_000;

export class Hourly {
  readonly #limits: () => LimitSettings;
  readonly #messages: WindowCounts;
  readonly #recipients: WindowCounts;

  constructor(limits: () => LimitSettings, now: () => number = Date.now) {
    this.#limits = limits;
    this.#messages = new WindowCounts(HOUR_MS, { now });
    this.#recipients = new WindowCounts(HOUR_MS, { now });
  }

  /** Counts one more; the limit, where it is reached. */
  message(sender: Sender): LimitReason | null {
    const { messagesPerHour, accountMessagesPerHour } = this.#limits();
    return taken(this.#messages, sender, 'messages', messagesPerHour, accountMessagesPerHour);
  }

  recipient(sender: Sender): LimitReason | null {
    const { recipientsPerHour, accountRecipientsPerHour } = this.#limits();
    return taken(
      this.#recipients,
      sender,
      'recipients',
      recipientsPerHour,
      accountRecipientsPerHour,
    );
  }
}

/** Accounts and addresses never have the same name: an account is counted behind a blank. */
function taken(
  counts: WindowCounts,
  { address, permitted, account }: Sender,
  what: 'messages' | 'recipients',
  ofAddress: number,
  ofAccount: number,
): LimitReason | null {
  if (account !== null) {
    const free = ofAccount === 0 || counts.take(` ${account.toLowerCase()}`, ofAccount);
    return free ? null : `limit-${what}-per-account`;
  }
  const free = permitted || ofAddress === 0 || counts.take(placeOf(address), ofAddress);
  return free ? null : `limit-${what}-per-address`;
}
