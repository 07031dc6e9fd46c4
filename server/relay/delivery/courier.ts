/**
 * The courier: finds the servers for a job, tries them in turn, and answers for every recipient.
 */
import type { Delivery } from '../../../shared/api/delivery.js';
import { hostPort } from '../../../shared/rules/text.js';
import type { DataFolder } from '../../store/layout.js';
import type { Courier, Job, Outcome } from '../queue/courier.js';
import { AbsentServers } from './absent-servers.js';
import { ConnectFault, HopFault } from './hop-fault.js';
import { deliverToMaildir } from './maildir.js';
import { targetsFor } from './next-hop.js';
import { oneServer } from './one-server.js';
import type { Listener } from '../../own-listeners.js';
import { rememberedNames } from './remembered-names.js';
import { namesFrom } from './resolver.js';
import { placeKey, targetKey, targetToText, type Target } from './target.js';
import { TIME_OUTS, type TimeOuts } from './time-outs.js';
import { isWireAddress } from './wire-address.js';

export interface CourierOptions {
  readonly folder: DataFolder;
  /** The settings in force, asked for at each attempt. */
  readonly settings: () => Delivery;
  /** How we call ourselves in EHLO. */
  readonly hostname: string;
  /** Where the relay listens, to notice loops. */
  readonly ownListeners: () => readonly Listener[];
  /** Resolvers; empty: the system's. */
  readonly dns: readonly { readonly host: string; readonly port: number }[];
  /** The port of mail exchangers; 25 but in tests. */
  readonly mxPort?: number;
  /** Milliseconds for one question to one resolver. */
  readonly dnsTimeOut?: number;
  readonly timeOuts?: TimeOuts;
  /** A certificate authority to trust beside those that Node knows (PEM). */
  readonly ca?: string;
}

export function courier(options: CourierOptions): Courier {
  const { folder, settings, hostname, ownListeners, mxPort = 25, timeOuts = TIME_OUTS } = options;
  const timeOut = options.dnsTimeOut;
  const servers = options.dns.map(({ host, port }) => hostPort(host, port));
  const names = rememberedNames(namesFrom({ servers, ...(timeOut ? { timeOut } : {}) }));
  const absent = new AbsentServers();
  const surroundings = { names, port: mxPort, ownListeners, absent };
  const toServer = oneServer({ hostname, timeOuts, absent, ca: options.ca });

  return {
    async deliver(job, signal) {
      const outcomes = new Map<string, Outcome>();
      const recipients = sayable(job, outcomes);
      if (recipients.length === 0) return outcomes;
      try {
        const targets = await targetsFor(job.nextHop, settings(), surroundings);
        if (targets === 'maildir') await toMaildirs(job, recipients, outcomes);
        else await toServers(targets, job, recipients, outcomes, signal);
      } catch (error) {
        if (!(error instanceof HopFault)) throw error;
        conclude(recipients, outcomes, error, error.isUnreachable && !signal.aborted);
      }
      return outcomes;
    },
  };

  async function toMaildirs(job: Job, recipients: string[], outcomes: Map<string, Outcome>) {
    for (const recipient of recipients) {
      try {
        await deliverToMaildir(folder.maildir, recipient, hostname, job.body);
        outcomes.set(recipient, {
          kind: 'delivered',
          reply: '2.0.0 delivered to maildir',
          host: 'maildir',
        });
      } catch (error) {
        const reply = `4.3.0 the maildir could not be written: ${(error as Error).message}`;
        outcomes.set(recipient, { kind: 'deferred', reply, host: 'maildir' });
      }
    }
  }

  /** Tries the servers in turn until each recipient has an outcome. */
  async function toServers(
    targets: Iterable<Target> | AsyncIterable<Target>,
    job: Job,
    recipients: readonly string[],
    outcomes: Map<string, Outcome>,
    signal: AbortSignal,
  ): Promise<void> {
    let telling: { fault: HopFault; target: Target } | null = null;
    let isReached = false;
    for await (const target of absentLast(targets, () => isReached)) {
      const remaining = recipients.filter((recipient) => !outcomes.has(recipient));
      try {
        await toServer(target, job, remaining, outcomes, signal);
        return;
      } catch (error) {
        if (!(error instanceof HopFault)) throw error;
        isReached ||= !error.isUnreachable;
        // What a server said tells more than that the next one was not there.
        if (!telling || !(error instanceof ConnectFault)) telling = { fault: error, target };
        if (!error.mayTryNext || signal.aborted) break;
      }
    }
    if (!telling) return;
    const isUnreachable = !isReached && !signal.aborted;
    conclude(recipients, outcomes, telling.fault, isUnreachable, targetToText(telling.target));
  }

  /** Those that did not answer lately come last, and only where none of the others was of use. */
  async function* absentLast(
    targets: Iterable<Target> | AsyncIterable<Target>,
    isReached: () => boolean,
  ): AsyncGenerator<Target> {
    const postponed: Target[] = [];
    for await (const target of targets) {
      if (!absent.isEmpty && absent.has(placeKey(target.place), targetKey(target)))
        postponed.push(target);
      else yield target;
    }
    if (!isReached()) yield* postponed;
  }
}

/** Gives everybody who has no outcome yet the fault's. */
function conclude(
  recipients: readonly string[],
  outcomes: Map<string, Outcome>,
  { kind, message }: HopFault,
  isUnreachable: boolean,
  host?: string,
): void {
  const outcome = {
    kind,
    reply: message,
    ...(host ? { host } : {}),
    ...(isUnreachable ? { isUnreachable } : {}),
  };
  for (const recipient of recipients) {
    if (!outcomes.has(recipient)) outcomes.set(recipient, outcome);
  }
}

/** The recipients that can be said in a command. The others are a fault of ours and fail at once. */
function sayable({ sender, recipients }: Job, outcomes: Map<string, Outcome>): string[] {
  const isSenderSayable = sender === '' || isWireAddress(sender);
  return recipients.filter((recipient) => {
    if (isSenderSayable && isWireAddress(recipient)) return true;
    const reply = `${isSenderSayable ? '5.1.3' : '5.1.7'} the address cannot be written in a command`;
    outcomes.set(recipient, { kind: 'failed', reply });
    return false;
  });
}
