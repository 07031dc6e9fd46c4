/**
 * Conversations that ended in order stay open a little, for the next message to the same server: most
 * of what a message costs is the connection it comes on.
 *
 * Promise: one is handed to one job at a time, and only while nothing unasked has come in on it.
 */
import { targetKey, type Target } from './target.js';
import type { Conversation } from './transaction.js';

/** How long one waits for its next message, and how long it may live in all (milliseconds). */
const IDLE_MS = 2000;
const LIFE_MS = 5 * 60_000;

interface Waiting {
  readonly conversation: Conversation;
  readonly timer: NodeJS.Timeout;
}

export class OpenConversations {
  readonly #waiting = new Map<string, Waiting[]>();

  /** The one that was used last, with that server in that manner; null when there is none. */
  take(target: Target): Conversation | null {
    const waiting = this.#waiting.get(targetKey(target)) ?? [];
    for (let last = waiting.pop(); last; last = waiting.pop()) {
      clearTimeout(last.timer);
      if (last.conversation.connection.isQuiet) return last.conversation;
      last.conversation.connection.destroy();
    }
    return null;
  }

  /** Keeps one for the next message, or says farewell. */
  give(target: Target, conversation: Conversation): void {
    const { connection } = conversation;
    if (!connection.isQuiet || Date.now() - connection.openedAt > LIFE_MS) return connection.quit();
    const key = targetKey(target);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.set(key, waiting);
    const timer = setTimeout(() => {
      const place = waiting.findIndex((each) => each.conversation === conversation);
      if (place >= 0) waiting.splice(place, 1);
      if (waiting.length === 0) this.#waiting.delete(key);
      connection.quit();
    }, IDLE_MS);
    timer.unref();
    waiting.push({ conversation, timer });
  }
}
