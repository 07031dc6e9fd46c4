/** Gives a message to one server: on a conversation that is open, or else on a new one. */
import type { Job, Outcome } from '../queue/courier.js';
import type { AbsentServers } from './absent-servers.js';
import { Connection } from './connection.js';
import { handshake } from './handshake.js';
import { HopFault, LogonFault, TlsFault } from './hop-fault.js';
import { OpenConversations } from './open-conversations.js';
import { placeKey, targetKey, targetToText, type Target } from './target.js';
import type { TimeOuts } from './time-outs.js';
import { transact, type Conversation } from './transaction.js';

interface Manner {
  readonly hostname: string;
  readonly timeOuts: TimeOuts;
  readonly absent: AbsentServers;
  readonly ca: string | undefined;
}

/** Adds the outcome of each of `recipients` to `outcomes`; throws a `HopFault` for those without one. */
export type ToServer = (
  target: Target,
  job: Job,
  recipients: readonly string[],
  outcomes: Map<string, Outcome>,
  signal: AbortSignal,
) => Promise<void>;

export function oneServer({ hostname, timeOuts, absent, ca }: Manner): ToServer {
  const open = new OpenConversations();

  return async (asked, job, recipients, outcomes, signal) => {
    const target = isBadAtTls(asked) ? { ...asked, tls: 'none' as const } : asked;
    const waiting = open.take(target);
    if (waiting) {
      const { heard } = waiting.connection;
      try {
        return await on(waiting, job, recipients, outcomes);
      } catch (error) {
        // It was gone before it said anything to this message: servers hang up on idle clients.
        const isUnheard = waiting.connection.heard === heard && !signal.aborted;
        if (!(error instanceof HopFault) || !isUnheard || !error.mayTryNext) throw error;
      }
    }
    const conversation = await newConversation(target, signal);
    const { heard } = conversation.connection;
    try {
      await on(conversation, job, recipients, outcomes);
    } catch (error) {
      const isUnheard = conversation.connection.heard === heard;
      throw error instanceof HopFault && isUnheard ? error.unreachable() : error;
    }
  };

  async function on(
    conversation: Conversation,
    job: Job,
    recipients: readonly string[],
    outcomes: Map<string, Outcome>,
  ): Promise<void> {
    try {
      await transact(conversation, job, recipients, outcomes);
    } catch (error) {
      conversation.connection.destroy();
      throw error;
    }
    open.give(conversation.target, conversation);
  }

  /** Ready for its first message. What fails here is no fault of the message. */
  async function newConversation(target: Target, signal: AbortSignal): Promise<Conversation> {
    const { place } = target;
    try {
      const conversation = await greeted(target, signal);
      absent.forget(placeKey(place), targetKey(target));
      return conversation;
    } catch (error) {
      if (!(error instanceof HopFault)) throw error;
      // Opportunistic: a server that offers TLS and cannot do it gets plain text, as from Postfix.
      if (error instanceof TlsFault && target.tls === 'opportunistic' && !signal.aborted) {
        absent.note(tlsKey(target));
        return await newConversation({ ...target, tls: 'none' }, signal);
      }
      if (error.isSilence && !signal.aborted) absent.note(placeKey(place));
      if (error instanceof LogonFault || error instanceof TlsFault) absent.note(targetKey(target));
      throw error.unreachable();
    }
  }

  /** Its TLS failed lately: that is not tried, and perhaps waited for, with each connection. */
  function isBadAtTls(target: Target): boolean {
    return !absent.isEmpty && target.tls === 'opportunistic' && absent.has(tlsKey(target));
  }

  async function greeted(target: Target, signal: AbortSignal): Promise<Conversation> {
    const connection = await Connection.open(target.place, timeOuts.connect, signal);
    try {
      const extensions = await handshake(connection, { ...target, hostname, ca }, timeOuts);
      return { connection, target, extensions, timeOuts, host: targetToText(target) };
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }
}

function tlsKey({ place }: Target): string {
  return `${placeKey(place)} TLS`;
}
