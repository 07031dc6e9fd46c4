/**
 * Rows of the decision log for limits that were hit.
 *
 * Promise: a flood does not fill the log. Within a minute the first hit of each limit by each address gets a
 * row, up to `MOST_FIRST` of them; the others are counted. When the minute ends, one row says how many more
 * there were of each; what found no row of its own is told by one row for each limit, under the peer that came last.
 */
import type { LimitReason } from '../../../shared/api/decisions.js';
import { LIMIT_REPLIES } from '../../../shared/smtp/replies.js';
import { printable, replyToText, withReference } from '../../../shared/smtp/reply.js';
import type { Reply } from '../../../shared/engine/decision.js';
import { placeOf } from '../../place.js';
import type { DecisionRecorder, SessionFacts, SessionLog } from '../smtp/front.js';

const MINUTE_MS = 60_000;
const MOST_FIRST = 100;

export interface LimitLogOptions {
  readonly decisions: DecisionRecorder;
  /** What is enforced; 0 while nothing is. */
  readonly enforcement: () => number;
  readonly log: SessionLog;
}

/** What was hit, by whom, and whether the peer could be told. */
export interface Hit {
  readonly reason: LimitReason;
  readonly who: SessionFacts;
  readonly isSaid: boolean;
  /** As it is set. */
  readonly limit: string;
}

interface Counted {
  last: Hit;
  more: number;
}

export class LimitLog {
  readonly #options: LimitLogOptions;
  readonly #firsts = new Map<string, Counted>();
  readonly #rest = new Map<LimitReason, Counted>();
  #minute: NodeJS.Timeout | null = null;

  constructor(options: LimitLogOptions) {
    this.#options = options;
  }

  /** The reply, with a reference where the hit has a row of its own. */
  hit(hit: Hit): Reply {
    const { reason, who } = hit;
    this.#minute ??= setTimeout(() => this.#endMinute(), MINUTE_MS).unref();
    const key = `${reason} ${placeOf(who.peer)}`;
    const known = this.#firsts.get(key);
    if (known) addTo(known, hit);
    else if (this.#firsts.size < MOST_FIRST) {
      this.#firsts.set(key, { last: hit, more: 0 });
      return this.#write(hit, hit.limit);
    } else {
      const rest = this.#rest.get(reason);
      if (rest) addTo(rest, hit);
      else this.#rest.set(reason, { last: hit, more: 1 });
    }
    return LIMIT_REPLIES[reason];
  }

  /** Writes what was counted. */
  stop(): void {
    if (this.#minute) clearTimeout(this.#minute);
    this.#endMinute();
  }

  #endMinute(): void {
    this.#minute = null;
    for (const { last, more } of this.#firsts.values()) {
      if (more > 0) this.#write(last, `${last.limit}, hit ${times(more)} more within a minute`);
    }
    for (const { last, more } of this.#rest.values()) {
      this.#write(
        last,
        `${last.limit}, hit ${times(more)} by this and other peers within a minute`,
      );
    }
    this.#firsts.clear();
    this.#rest.clear();
  }

  #write({ reason, who, isSaid }: Hit, found: string): Reply {
    const { decisions, enforcement, log } = this.#options;
    const { number, ref } = decisions.next();
    const reply = withReference(LIMIT_REPLIES[reason], ref);
    decisions.record({
      number,
      at: Date.now(),
      kind: 'limit',
      verdict: 'reject',
      reason,
      decidedBy: 'limit',
      rule: found,
      rules: [],
      enforcement: enforcement(),
      ...who,
      sender: '',
      recipient: '',
      given: null,
      smtputf8: false,
      queueId: null,
      reply: isSaid ? replyToText(reply) : '',
    });
    const helo = printable(who.helo);
    const line = `NOQUEUE: reject: CONNECT from unknown[${who.peer}]: ${replyToText(reply)}; ${found}; helo=<${helo}>`;
    log.info({ part: 'smtpd', session: who.session }, line);
    return reply;
  }
}

function addTo(counted: Counted, hit: Hit): void {
  counted.last = hit;
  counted.more += 1;
}

function times(often: number): string {
  return often === 1 ? 'once' : `${often.toLocaleString('en')} times`;
}
