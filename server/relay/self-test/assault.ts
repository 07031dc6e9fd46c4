/** The forms of the battery said one after another, in as many sessions as it takes. */
import { recipientCommand, type RelayForm } from '../../../shared/smtp/relay-battery.js';
import { ConnectFault, HopFault } from '../delivery/hop-fault.js';
import { hopReplyToText } from '../delivery/reply-reader.js';
import { say, type Talk } from './own-listener.js';
import type { Transcript } from './transcript.js';

export interface AssaultOptions {
  open(): Promise<Talk>;
  /** Replies 5xx in one session. */
  readonly mostErrors: number;
  /** Milliseconds for each reply. */
  readonly patience: number;
  /** Whether a row, and no permit, wants this recipient taken. */
  isMeant(form: RelayForm): boolean;
  readonly transcript: Transcript;
  readonly signal: AbortSignal;
}

export interface Tally {
  readonly taken: RelayForm[];
  meant: number;
  /** Answered 4xx. */
  putOff: number;
  untested: number;
  /** Why a session did not begin, or ended. */
  closed: string | null;
}

/** A session that cannot be begun so often in a row will not be. */
const MOST_FAILURES = 2;

export class Assault {
  readonly #options: AssaultOptions;
  readonly #tally: Tally = { taken: [], meant: 0, putOff: 0, untested: 0, closed: null };
  #talk: Talk | null = null;
  #errors = 0;

  constructor(options: AssaultOptions) {
    this.#options = options;
  }

  /** Throws a ConnectFault when not even the first connection could be had. */
  async run(forms: readonly RelayForm[]): Promise<Tally> {
    const tally = this.#tally;
    let [failures, asked] = [0, 0];
    for (const form of forms) {
      if (this.#options.signal.aborted || failures >= MOST_FAILURES) break;
      try {
        await this.#ask(form);
        failures = 0;
      } catch (error) {
        if (!(error instanceof HopFault)) throw error;
        if (error instanceof ConnectFault && asked === 0) throw error;
        this.#options.transcript.note(error.message);
        tally.closed = error.message;
        tally.untested += 1;
        failures += 1;
        this.#drop();
      }
      asked += 1;
    }
    tally.untested += forms.length - asked;
    return tally;
  }

  end(): void {
    this.#talk?.connection.quit();
    this.#talk = null;
  }

  async #ask(form: RelayForm): Promise<void> {
    const { isMeant, mostErrors } = this.#options;
    if (this.#errors >= mostErrors) this.end();
    const code = await this.#answered(form);
    if (code < 300 && isMeant(form)) this.#tally.meant += 1;
    else if (code < 300) this.#tally.taken.push(form);
    else if (code < 500) this.#tally.putOff += 1;
  }

  /** The code of what was said last: to MAIL where that was refused, else to RCPT. */
  async #answered(form: RelayForm): Promise<number> {
    const talk = (this.#talk ??= await this.#opened());
    const mail = await this.#say(talk, `MAIL FROM:<${form.sender}>`);
    if (mail >= 300) return mail;
    const rcpt = await this.#say(talk, recipientCommand(form));
    if (rcpt !== 421) await this.#reset(talk);
    return rcpt;
  }

  async #opened(): Promise<Talk> {
    this.#errors = 0;
    return this.#options.open();
  }

  async #say({ connection }: Talk, line: string): Promise<number> {
    const reply = await say(connection, line, this.#options.patience);
    if (reply.code >= 500) this.#errors += 1;
    if (reply.code === 421) {
      this.#tally.closed = hopReplyToText(reply);
      this.#drop();
    }
    return reply.code;
  }

  /** The form has its answer: a session that ends here is only begun anew. */
  async #reset(talk: Talk): Promise<void> {
    try {
      await this.#say(talk, 'RSET');
    } catch (error) {
      if (!(error instanceof HopFault)) throw error;
      this.#drop();
    }
  }

  #drop(): void {
    this.#talk?.connection.destroy();
    this.#talk = null;
  }
}
