/** The limits as the listeners ask for them: what is set now, who may come in, and what was hit. */
import type { LimitReason } from '../../../shared/api/decisions.js';
import type { Delivery } from '../../../shared/api/delivery.js';
import type { LimitSettings } from '../../../shared/api/limits.js';
import type { RelayStatus } from '../../../shared/api/status.js';
import { ipFromText } from '../../../shared/address/ip.js';
import { isPermitted } from '../../../shared/engine/restrictions.js';
import type { Reply } from '../../../shared/engine/decision.js';
import type {
  Admitted,
  DecisionRecorder,
  Guard,
  InForce,
  Limits,
  Sender,
  SessionFacts,
  SessionLog,
} from '../smtp/front.js';
import { Admission } from './admission.js';
import { Hourly } from './hourly.js';
import { LimitLog } from './limit-log.js';
import { RecentHits } from './recent-hits.js';

/** Received fields at which a message is taken to go round (RFC 5321 6.3); no setting changes it. */
const MOST_HOPS = 30;

export interface GuardOptions {
  readonly settings: () => Delivery;
  readonly rulesInForce: () => InForce | null;
  readonly decisions: DecisionRecorder;
  readonly log: SessionLog;
  /** Told of each hit. */
  readonly onHit: (reason: LimitReason) => void;
}

export class RelayGuard implements Guard {
  readonly #options: GuardOptions;
  readonly #admission: Admission;
  readonly #hourly: Hourly;
  readonly #log: LimitLog;
  readonly #recent = new RecentHits();
  #known: { readonly settings: Delivery; readonly limits: Limits } | null = null;

  constructor(options: GuardOptions) {
    this.#options = options;
    const { decisions, log, rulesInForce } = options;
    const limits = () => this.limits();
    this.#admission = new Admission(limits);
    this.#hourly = new Hourly(limits);
    const enforcement = () => rulesInForce()?.enforcement ?? 0;
    this.#log = new LimitLog({ decisions, enforcement, log });
  }

  /** Asked at each command: as long as the settings stay the same, so do the limits. */
  limits(): Limits {
    const settings = this.#options.settings();
    if (this.#known?.settings !== settings) {
      const { limits, messageSize } = settings;
      this.#known = { settings, limits: { ...limits, messageSize, hops: MOST_HOPS } };
    }
    return this.#known.limits;
  }

  enter(address: string, localAddress: string): Admitted | LimitReason {
    return this.#admission.enter(address, this.#isPermitted(address, localAddress));
  }

  message(sender: Sender): LimitReason | null {
    return this.#hourly.message(sender);
  }

  /** Each recipient has its row, so a hit gets none of its own. */
  recipient(sender: Sender): LimitReason | null {
    const reached = this.#hourly.recipient(sender);
    if (reached) this.#count(reached);
    return reached;
  }

  hit(reason: LimitReason, who: SessionFacts, isSaid = true, found?: string): Reply {
    this.#count(reason);
    const limit = found ?? limitText(reason, this.limits());
    return this.#log.hit({ reason, who, isSaid, limit });
  }

  status(): Pick<RelayStatus, 'sessions' | 'limited'> {
    return { sessions: this.#admission.sessions(), limited: this.#recent.list() };
  }

  stop(): void {
    this.#log.stop();
  }

  #count(reason: LimitReason): void {
    this.#recent.add(reason);
    this.#options.onHit(reason);
  }

  #isPermitted(address: string, localAddress: string): boolean {
    const inForce = this.#options.rulesInForce();
    const peer = ipFromText(address);
    if (!inForce || !peer) return false;
    const at = Date.now();
    const reached = ipFromText(localAddress);
    return isPermitted(inForce.compiled, { peer, localAddress: reached, account: null, at });
  }
}

/** The setting behind each limit. */
const SETTINGS: Readonly<Record<LimitReason, keyof LimitSettings | 'messageSize' | null>> = {
  'limit-sessions': 'sessions',
  'limit-sessions-per-address': 'sessionsPerAddress',
  'limit-connections-per-address': 'connectionsPerMinute',
  'limit-messages-per-address': 'messagesPerHour',
  'limit-messages-per-account': 'accountMessagesPerHour',
  'limit-recipients-per-address': 'recipientsPerHour',
  'limit-recipients-per-account': 'accountRecipientsPerHour',
  'limit-errors': 'errors',
  'limit-command-line': 'commandLine',
  'limit-header': 'headerSize',
  'limit-message-size': 'messageSize',
  'limit-command-time': 'commandTime',
  'limit-data-time': 'dataTime',
  'limit-message-time': 'messageTime',
  'limit-session-time': 'sessionTime',
  'limit-handshake-time': 'handshakeTime',
  'early-talker': 'greetingDelay',
  'proxy-header': null,
};

function limitText(reason: LimitReason, limits: Limits): string {
  const name = SETTINGS[reason];
  if (name === null) return '';
  const unit = /Time$|Delay$/.test(name) ? ' s' : /Size$|Line$/.test(name) ? ' octets' : '';
  return `limit ${limits[name].toLocaleString('en')}${unit}`;
}
